"""Studies: what trains now, every study of the workspace, and the way to the next one."""

import streamlit as st

from dctaxi.analysis.frames import read_studies
from dctaxi.search.catalog import list_studies
from pages.components import state, study_cards, study_first, study_jobs

study_first.follow()
workspace = state.workspace()
studies = read_studies(workspace)
if not studies:
    study_first.show()
    st.stop()
study_jobs.show(state.runner())
study_cards.show(studies, {entry.name: entry for entry in list_studies(workspace)})
