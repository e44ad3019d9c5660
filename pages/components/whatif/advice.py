"""Advice on the ranges, with its evidence and a button that takes it over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.analysis import RangeAdvice, advise, as_trials, independent_trials
from dctaxi.analysis.importance import sobol_indices
from dctaxi.analysis.reading import counted_trials
from dctaxi.populations import largest_sensitivity
from dctaxi.space import space_from_json
from pages.components.shared import formats, money, state
from pages.components.trained import results
from pages.components.whatif import history

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dctaxi.populations import Population, Sensitivity
    from dctaxi.space import Dimension, SearchSpace
    from pages.components.trained.origin import Start
    from pages.components.whatif.history import Session

_ICONS = {
    "widen": "open_in_full",
    "cut": "content_cut",
    "log on": "align_horizontal_left",
    "fix": "push_pin",
}


def show(start: Start, trials: pd.DataFrame | None, whole: Population | None) -> None:
    """Draw the advice on the whole space: from the study's trials, from the whole space's
    population once there is one, or from the trainings for importances, if there are more of those.
    They are independent draws, where a sampler's trials crowd.
    """
    space = json.dumps(start.space.to_json())
    made = largest_sensitivity(start.space, start.setting, state.workspace())
    if made is not None and (whole is None or whole.done < 2 * made.plan.samples):
        source = f"{2 * made.plan.samples:,} random trainings, made for the importances"
        found = _advice_by_training(results.stamp(made), space, made)
    elif whole is not None:
        source = formats.count(whole.done, "random training")
        found = _advice(results.stamp(whole), space, as_trials(whole))
    elif trials is not None:
        source = formats.count(len(counted_trials(trials)), "trial")
        found = of_study(start, trials)
    else:
        return
    with st.expander(
        f"Range advice: {formats.count(len(found), 'suggestion')}",
        icon=":material/lightbulb:",
        key="whatif_advice",
    ):
        if not found:
            st.caption(f"From {source}: no change of a range is shown to help.")
            return
        st.caption(
            f"From {source}, leaving out what could easily be chance. Cutting a range moves the "
            "median a lot and the best only a little: a search finds the good part by itself. "
            "You are advised to fix a hyperparameter only if the trials show that it does not "
            "matter, which takes thousands of them."
        )
        for place, advice in enumerate(found):
            st.markdown(
                f":material/{_ICONS[advice.kind]}: {money.plain(advice.sentence)}  \n"
                f":gray[{money.plain(_told(advice))}]"
            )
            st.button(
                "Apply",
                key=f"whatif_advice_{place}",
                on_click=_apply,
                args=(start, advice.parameter, advice.dimension),
            )


def _told(advice: RangeAdvice) -> str:
    """Return the evidence, and what the median and the best may gain where the trials say it."""
    return advice.evidence if advice.gain is None else f"{advice.evidence} {advice.gain.sentence}"


def of_study(start: Start, trials: pd.DataFrame) -> tuple[RangeAdvice, ...]:
    """Return the advice on a study's space from its trials."""
    values = trials["value"].to_numpy(float).tobytes()  # in their order: trials may tie
    stamp = (start.key, start.objective, len(trials), values)
    return _advice(stamp, json.dumps(start.space.to_json()), trials)


def _apply(start: Start, name: str, dimension: Dimension) -> None:
    def edit(session: Session) -> Session:
        return session.moved(session.now.changed(name, dimension, start.space))

    history.change(start, edit)


@st.cache_data(max_entries=16, show_spinner=False)
def _advice_by_training(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    space: str,
    _made: Sensitivity,
) -> tuple[RangeAdvice, ...]:
    whole: SearchSpace = space_from_json(json.loads(space))
    return advise(whole, independent_trials(_made), sobol_indices(_made))


@st.cache_data(max_entries=16, show_spinner=False)
def _advice(
    stamp: Hashable,  # noqa: ARG001  # the key of the cache
    space: str,
    _rows: pd.DataFrame,
) -> tuple[RangeAdvice, ...]:
    whole: SearchSpace = space_from_json(json.loads(space))
    return advise(whole, _rows)
