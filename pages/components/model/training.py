"""Gets a model fitted: its price and the button, the progress, or what went wrong."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.model import digest_of, specs_to_train, trainings_of
from dctaxi.runner import JobState, ModelJob
from dctaxi.study import DATA_KEY
from dctaxi.timing import estimate_fit
from pages.components.model import kept
from pages.components.shared import consent, formats, navigation, refusal, sitemap, state
from pages.components.shared.plain import Markdown, Plain

if TYPE_CHECKING:
    from dctaxi.model import FareModel, FitPlan
    from dctaxi.runner import JobStatus
    from dctaxi.study import StudyEntry

_JOB, _ASKED, _PROBLEM = "model_job", "model_asked", "model_problem"
_POLL_S = 0.5
_PATIENCE_S = 1.5
"""How long the page waits for what was just asked for, so that it is drawn once and whole."""


def ensure(plan: FitPlan, entry: StudyEntry) -> FareModel | None:
    """Return the model of a plan where it is kept; else draw what there is to do about it."""
    if st.session_state.pop(_ASKED, False):
        _wait(plan)
    digest = "" if entry.plan is None else digest_of(entry.plan)
    model = kept.of(plan, _fingerprint(entry), digest)
    job = _job(plan)
    if job is not None and not job.state.finished:
        _progress(job)
    elif model is None:
        _offer(plan, entry, job)
    else:
        when = formats.when(model.provenance.created_at, datetime.now(UTC))
        st.caption(
            f":material/check_circle: Fitted {when}: it is below. Change something above to "
            "fit another."
        )
    return model


def _offer(plan: FitPlan, entry: StudyEntry, job: JobStatus | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Fit the model",
            type="primary",
            icon=":material/model_training:",
            key="model_fit",
            on_click=_ask,
            args=(plan,),
        )
        st.caption(_price(plan, entry), width="stretch")
    refused = st.session_state.pop(_PROBLEM, None)
    failed = job.message if job is not None and job.state == JobState.FAILED else None
    for problem in (refused, failed):
        if problem:
            refusal.show(problem)


def _price(plan: FitPlan, entry: StudyEntry) -> Markdown:
    assert entry.plan is not None  # the form has a plan only where the study has one
    trainings = formats.count(trainings_of(plan), "training")
    specs = specs_to_train(plan, entry.plan, state.workspace())
    stored = entry.user_attrs.get(DATA_KEY) or {}
    rows = int(stored.get("train_rows", 0))
    rows += int(stored.get("val_rows", 0)) if plan.rows == "train+val" else 0
    known = estimate_fit(specs, entry.plan, rows)
    return Plain(f"{trainings} and the baselines beside it, {known.text}.")


def _ask(plan: FitPlan) -> None:
    consent.give()
    st.session_state[_ASKED] = True
    try:
        job = state.runner().submit(ModelJob(plan))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_JOB] = {"plan": plan.to_json(), "job": job}


def _job(plan: FitPlan) -> JobStatus | None:
    """Return the last job of this tab for a plan, or the one of another tab that is at work."""
    jobs = state.runner().snapshot()
    mine = st.session_state.get(_JOB)
    for job in jobs:
        own = mine is not None and mine["job"] == job.id and mine["plan"] == plan.to_json()
        if own or (job.partial == plan and not job.state.finished):
            return job
    return None


def _wait(plan: FitPlan) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        job = _job(plan)
        if job is None or job.state.finished:
            return
        time.sleep(0.02)


def _progress(job: JobStatus) -> None:
    runner = state.runner()

    def tick() -> None:
        now = next((each for each in runner.snapshot() if each.id == job.id), None)
        if now is None or now.state != job.state:
            st.rerun()
        share = min(1.0, now.done / now.total) if now.total else 0.0
        done = f"{now.done:,} of {now.total:,} trainings" if now.total else ""
        st.progress(share, text=f"{formats.state_badge(now.state)} · {Plain(done)}")

    st.fragment(tick, run_every=_POLL_S, key="model_tick")()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Stop",
            icon=":material/stop_circle:",
            key="model_stop",
            help="Nothing is kept of a model that is not whole.",
            on_click=runner.stop_now,
            args=(job.id,),
        )
        if job.state == JobState.QUEUED:
            st.caption("Waiting for the job that is running.", width="content")
            navigation.link(sitemap.STUDIES, label="Queue")


def _fingerprint(entry: StudyEntry) -> str:
    stored = entry.user_attrs.get(DATA_KEY)
    return str(stored.get("fingerprint", "")) if isinstance(stored, dict) else ""
