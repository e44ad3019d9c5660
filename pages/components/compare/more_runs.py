"""More runs of the compared searches: those that are there already, and those yet to be made."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.statistics import final_bests
from dctaxi.study import list_studies, same_search
from pages.components.compare import choice
from pages.components.shared import formats, state
from pages.components.study import again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.study import StudyPlan
    from pages.components.compare.choice import Choice


def show(compared: Choice) -> None:
    """Offer to add or to make the runs without which the searches cannot be told apart."""
    again.said()
    plans = [group.plan for group in compared.groups]
    if compared.problem or len(plans) < 2:
        return
    pairs = len(list(combinations(plans, 2)))
    needed = final_bests.repeats_needed(pairs)
    lacking = [
        (group.plan, needed - len(group.members))
        for group in compared.groups
        if group.plan is not None and group.plan.parent is None and len(group.members) < needed
    ]
    if not lacking:
        return
    chosen = {study.name for study in compared.studies}
    there = _other_runs([plan for plan, _ in lacking], chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        if there:
            st.button(
                f"Add {formats.count(len(there), 'run')} from the list of studies",
                icon=":material/library_add:",
                key="compare_add_runs",
                on_click=choice.add,
                args=(there,),
            )
        else:
            runs = sum(runs for _, runs in lacking)
            st.button(
                f"Run them again with other seeds: {formats.count(runs, 'study', 'studies')}",
                type="primary",
                icon=":material/casino:",
                key="compare_run_again",
                help=f"So that each search has {needed:d} runs: fewer cannot be told from luck. "
                "They are queued, and join the comparison.",
                on_click=_queue,
                args=(lacking,),
            )


def _other_runs(plans: Sequence[StudyPlan], chosen: set[str]) -> list[str]:
    """Return the names of further runs of these searches; each seed counts once."""
    found: list[str] = []
    for plan in plans:
        entries = [
            entry
            for entry in list_studies(state.workspace())
            if entry.plan is not None and same_search(plan, entry.plan)
        ]
        seeds = {e.plan.sampler_seed for e in entries if e.plan is not None and e.name in chosen}
        for entry in entries:
            if entry.plan is not None and entry.plan.sampler_seed not in seeds:
                seeds.add(entry.plan.sampler_seed)
                found.append(entry.name)
    return found


def _queue(lacking: Sequence[tuple[StudyPlan, int]]) -> None:
    choice.add(again.queue(lacking))
