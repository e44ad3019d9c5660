"""Beside the ranges: how the study is run, how long that takes, and the button."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.runner import StudyJob, runner_for
from dctaxi.study import list_studies
from dctaxi.timing import estimate
from pages.components.search import draft, halves, launch_draft, launch_form
from pages.components.shared import formats, guess_first, navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyPlan


def show(space: SearchSpace, data: state.DataChoice, *, valid: bool) -> None:
    """Draw the form, and below it how long the study will take and the button.

    Unless the ranges are ``valid``, the space is not what they show, and nothing is launched.
    """
    filled = launch_form.show(space, data, launch_draft.taken_names(state.workspace()))
    plan = filled.plan if valid else None
    if plan is not None:
        _repeated(plan)
    said = st.container()
    with halves.open_bar():
        if plan is not None:
            _estimate(plan)
        else:
            st.markdown(
                ":material/edit: Correct the fields marked in red (some may be under *More*), "
                "then launch."
            )
        clicked = _button(ready=plan is not None)
    problem = filled.problem
    if clicked and plan is not None:
        problem = _launch(plan)
    if problem is not None:
        with said:
            refusal.show(problem)
    elif clicked:
        draft.launched()
        navigation.go(sitemap.TRIALS)


def _repeated(plan: StudyPlan) -> None:
    """Say which study the trials would repeat, and offer an HPO seed that repeats none."""
    known = [one.plan for one in list_studies(state.workspace()) if one.plan is not None]
    twin = next((one for one in known if plan.repeats(one)), None)
    if twin is None:
        return
    taken = {one.sampler_seed for one in known}
    seed = next(seed for seed in itertools.count() if seed not in taken)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f":material/repeat: The trials of {Plain(twin.name)} have this plan and HPO seed, so "
            "the study would repeat them.",
            width="stretch",
        )
        st.button(f"Use seed {seed:d}", key="launch_other_seed", on_click=_use_seed, args=(seed,))


def _use_seed(seed: int) -> None:
    st.session_state[launch_draft.field("sampler_seed")] = seed


def _estimate(plan: StudyPlan) -> None:
    trials = formats.count(plan.n_trials, "trial") if plan.n_trials else "As many trials as fit"
    with st.container(gap="xsmall", width="stretch"):
        st.metric(f"{trials} will take", Plain(estimate(plan).text))


def _button(*, ready: bool) -> bool:
    """Draw the button; tell whether it was clicked.

    The click is answered in the page and not in a callback, which would see the form as it was
    before an edit that the click itself has ended.
    """
    return st.button(
        "Launch",
        type="primary",
        icon=":material/rocket_launch:",
        key="launch_button",
        disabled=not ready or guess_first.question_open(),
    )


def _launch(plan: StudyPlan) -> str | None:
    """Queue the study; return in one sentence why that was refused."""
    try:
        runner_for(state.workspace()).submit(StudyJob(plan))
    except DcTaxiError as error:
        return str(error)
    launch_draft.replace_starting_points(())
    launch_draft.launched(plan.name)
    state.select_study(plan.name)
    return None
