"""Run: the study that trains now, those that wait for it, and those that have finished."""

import streamlit as st

from dctaxi.runner import JobState, runner_for
from pages.components.search import job_list
from pages.components.shared import job_controls, navigation, state

runner = runner_for(state.workspace())
jobs = runner.snapshot()
at_work = [job for job in jobs if job.state.at_work]
waiting = [job for job in jobs if job.state == JobState.QUEUED]
finished = [job for job in reversed(jobs) if job.state.finished]

for job in at_work:
    job_controls.live(runner, job)
if not at_work and not waiting:
    st.markdown(":material/bedtime: Nothing trains at the moment.")
    navigation.link(navigation.LAUNCH, label="Launch a study")
job_list.waiting(runner, waiting)
job_list.finished(runner, finished)
