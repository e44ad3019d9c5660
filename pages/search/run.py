"""Run: the study that trains now, those that wait for it, and those that ended."""

import streamlit as st

from dctaxi.runner import runner_for
from pages.components.search import jobs as job_list
from pages.components.shared import job_words, live_job, navigation, state

runner = runner_for(state.workspace())
jobs = runner.snapshot()
at_work = [job for job in jobs if job.state in job_words.AT_WORK]
waiting = [job for job in jobs if job.state == "queued"]
ended = [job for job in reversed(jobs) if job.state in job_words.ENDED]

for job in at_work:
    live_job.show(runner, job)
if not at_work and not waiting:
    st.markdown(":material/bedtime: Nothing trains at the moment.")
    navigation.link(navigation.LAUNCH, label="Launch a study")
job_list.waiting(runner, waiting)
job_list.ended(runner, ended)
