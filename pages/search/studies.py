"""Studies: what trains now, every study of the workspace, and the way to the next one."""

import streamlit as st

from dctaxi.analysis.reading import read_studies
from pages.components.search import job_list
from pages.components.shared import state
from pages.components.studies import first_visit, overview
from pages.components.studies import workspace as workspace_panel

first_visit.follow()
workspace = state.workspace()
studies = read_studies(workspace)
job_list.show(state.runner())
if not studies:
    first_visit.show()
    job_list.ended(state.runner(), frozenset())
    st.stop()
overview.show(studies, workspace)
job_list.ended(state.runner(), frozenset(study.name for study in studies))
workspace_panel.show()
