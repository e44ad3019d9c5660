"""The race of everybody's ranges: how far it is, and who stands where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.classroom import WHOLE, answers, race_plans, standing
from dctaxi.errors import DcTaxiError
from dctaxi.plots.learn.class_race import (
    QUESTION,
    TITLE,
    RaceLane,
    class_race_figure,
    class_race_rows,
    class_race_text,
)
from dctaxi.runner import TrainingJob, runner_for
from dctaxi.searches import SEARCHES
from pages.components.shared import plot_panel, present, refusal, who
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, Run, Standing
    from dctaxi.plots import TemplateName
    from dctaxi.searches import Searches, SearchesPlan

_KEY, _PROBLEM = "class_race", "class_race_problem"
_POLL_S = 1.0


def start(settings: ClassSettings, run: Run) -> None:
    """Queue the searches of all, by the teacher; keep for the next drawing why they cannot be."""
    shelf = who.shelf()
    plans = race_plans(run, answers(settings, who.actor(), run))
    if len(plans) == 1:
        return
    for plan in plans.values():
        kept = SEARCHES.find_for(plan, shelf)
        if kept is None or not kept.complete:
            try:
                runner_for(shelf).submit(TrainingJob(plan, SEARCHES))
            except DcTaxiError as error:
                st.session_state[_PROBLEM] = str(error)


def show(settings: ClassSettings, run: Run) -> None:
    """Draw who stands where, of those whose searches have ended."""
    plans = race_plans(run, answers(settings, who.actor(), run))
    kept = {name: SEARCHES.find_for(plan, who.shelf()) for name, plan in plans.items()}
    found = {name: one for name, one in kept.items() if one is not None and one.complete}
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)
    if len(plans) == 1:
        st.markdown("Nobody has sent ranges, so there is nothing to race.")
        return
    if len(found) < len(plans):
        _waits(len(found), plans)
    if WHOLE in found and len(found) > 1:
        _draw(found, ended=len(found) == len(plans))


def _draw(found: dict[str, Searches], *, ended: bool) -> None:
    try:
        stands = standing(found)
    except DcTaxiError as error:
        refusal.show(error)
        return
    so_far = "" if ended else "So far: "
    st.markdown(f"**{so_far}{Plain(stands.sentence)}**")
    lanes = _lanes(stands)
    row = plot_panel.titled(TITLE, QUESTION)
    # At the projector the verdict is all that stands beside the picture.
    said = stands.sentence if present.on() else class_race_text(lanes)
    plot_panel.show(partial(_drawn, lanes, said), row, key=_KEY)
    plot_panel.table(lambda: pd.DataFrame(class_race_rows(lanes)), key=_KEY)


def _drawn(lanes: list[RaceLane], said: str, look: TemplateName) -> plot_panel.Drawn:
    return plot_panel.Drawn(class_race_figure(lanes, template=look), said)


def _lanes(stands: Standing) -> list[RaceLane]:
    return [
        RaceLane(
            lane.name, lane.median.value, lane.median.low, lane.median.high, lane.name == WHOLE
        )
        for lane in stands.lanes
    ]


def _waits(ended: int, plans: dict[str, SearchesPlan]) -> None:
    names = {plan.name for plan in plans.values()}

    def tick() -> None:
        jobs = [job for job in runner_for(who.shelf()).snapshot() if job.title in names]
        done = sum(job.state.finished for job in jobs)
        if jobs and done != st.session_state.get(f"{_KEY}_done", done):
            st.session_state[f"{_KEY}_done"] = done
            st.rerun()
        st.session_state[f"{_KEY}_done"] = done
        trained = sum(job.done for job in jobs)
        total = sum(job.total or 0 for job in jobs)
        text = f"{done:d} of {len(plans):d} searched · {trained:,d} of {total:,d} trainings"
        st.progress(trained / total if total else ended / len(plans), text=text)

    st.fragment(tick, run_every=_POLL_S, key="class_race_tick")()
