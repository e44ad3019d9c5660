"""Gets plans trained: on demand, or at once where this machine is fast enough for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.populations import trainings
from pages.components.shared import job_words, refusal, state
from pages.components.trained import estimate, jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dctaxi.populations.plan import PlanT
    from dctaxi.populations.store import TrainedStore
    from dctaxi.populations.trained import Trained
    from pages.components.trained.jobs import Work

AT_ONCE_S = 0.5
"""Trainings that take less than this need no button."""

_PATIENCE_S = 1.5
"""How long the page waits for what was just asked for, so that it is drawn once and whole."""


def ensure(
    plans: Sequence[PlanT],
    store: TrainedStore[PlanT],
    *,
    key: str,
    label: str = "Train",
    note: str = "",
    at_once: bool = True,
    train: Callable[..., Trained[PlanT]] = trainings.train,
) -> list[Work[PlanT]]:
    """Return how plans stand, after drawing what is there to do about those that are not done.

    That is a button under ``label`` with the estimated time, and ``note`` while none of them is
    done, or the progress with a way to stop it, and what went wrong. With ``at_once``, what is
    quickly trained needs no button. ``train`` does the training, as a ``TrainingJob`` takes it.
    """
    works = [jobs.look(plan, store) for plan in plans]
    if at_once and _quick(works):
        _request(_missing(works), store, key, train)
        works = [jobs.look(plan, store) for plan in plans]
    if st.session_state.pop(_asked(key), False):
        jobs.wait(works, _PATIENCE_S)
        works = [jobs.look(plan, store) for plan in plans]
    if any(work.at_work for work in works):
        jobs.progress(works, key=key)
    elif _missing(works):
        _offer(works, store, key=key, label=label, note=note, train=train)
    return works


def _missing(works: Sequence[Work[PlanT]]) -> list[PlanT]:
    return [work.plan for work in works if not work.complete]


def _quick(works: Sequence[Work[PlanT]]) -> bool:
    """Tell whether what is missing is quickly trained; what was stopped or failed never is.

    Behind a study that trains it would wait, and every move of a range would wait with it.
    """
    missing = _missing(works)
    if any(job.study for job in job_words.still_changing(state.runner().snapshot())):
        return False
    begun = any(
        work.trained is not None or work.job is not None for work in works if not work.complete
    )
    if begun or not missing:
        return False
    times = [estimate.seconds_of(plan) for plan in missing]
    return sum(AT_ONCE_S if time is None else time for time in times) < AT_ONCE_S


def _offer(
    works: Sequence[Work[PlanT]],
    store: TrainedStore[PlanT],
    *,
    key: str,
    label: str,
    note: str,
    train: Callable[..., Trained[PlanT]],
) -> None:
    missing = _missing(works)
    stopped = any(work.trained is not None for work in works if not work.complete)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train the rest" if stopped else label,
            type="primary",
            icon=":material/play_arrow:",
            key=f"{key}_train",
            on_click=_request,
            args=(missing, store, key, train),
        )
        told = note if len(missing) == len(works) else ""
        words = f"{estimate.sentence(missing)} {told}".strip()
        st.caption(words, width="stretch")
    refused = st.session_state.pop(_problem(key), None)
    for problem in (refused, *(work.problem for work in works)):
        if problem:
            refusal.show(problem)


def _request(
    plans: Sequence[PlanT],
    store: TrainedStore[PlanT],
    key: str,
    train: Callable[..., Trained[PlanT]],
) -> None:
    st.session_state[_asked(key)] = True
    for plan in plans:
        problem = jobs.request(plan, store, train)
        if problem is not None:
            st.session_state[_problem(key)] = problem


def _asked(key: str) -> str:
    return f"{key}_asked"


def _problem(key: str) -> str:
    return f"{key}_problem"
