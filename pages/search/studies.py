"""Studies: what trains now, every study of the workspace, and how to start the next one."""

import streamlit as st

from dctaxi.analysis.studies import read_studies
from dctaxi.runner import runner_for
from dctaxi.search.catalog import list_studies
from pages.components import state, study_cards, study_first, study_jobs, study_launch

workspace = state.workspace()
runner = runner_for(workspace)
studies = read_studies(workspace)
if not studies and not runner.snapshot():
    study_first.show(study_launch.start_chapter)
    st.stop()
study_jobs.show(runner)
study_cards.show(studies, {entry.name: entry for entry in list_studies(workspace)})
