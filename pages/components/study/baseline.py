"""What always answering the mean fare scores in a study: the line to beat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.baselines import Baseline, study_baseline
from dctaxi.data.features import prepare
from dctaxi.errors import DcTaxiError
from dctaxi.study.catalog import BASELINE_KEY
from dctaxi.study.plan import plan_from_json
from pages.components.shared import tables

if TYPE_CHECKING:
    from dctaxi.analysis.reading.frames import StudySummary
    from dctaxi.study.plan import StudyPlan


def of(study: StudySummary, plan: StudyPlan | None) -> Baseline | None:
    """Return what the study stored, else what its data say; None where they cannot be read."""
    stored = study.attributes.get(BASELINE_KEY)
    if isinstance(stored, dict):
        return Baseline(**stored)
    return None if plan is None else _computed(json.dumps(plan.to_json()))


@st.cache_data(max_entries=32, show_spinner=False)
def _computed(plan_json: str) -> Baseline | None:
    plan = plan_from_json(json.loads(plan_json))
    try:
        data = prepare(tables.read(plan.source), plan.feature_set)
    except DcTaxiError:
        return None
    return study_baseline(data, plan.space, plan.objective)
