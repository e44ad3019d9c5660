"""The population of a what-if and the one of the whole space that it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.analysis.statistics.summary import population_text
from dctaxi.populations.population import POPULATIONS
from pages.components.trained import train_button
from pages.components.whatif import session as whatif_session

if TYPE_CHECKING:
    from dctaxi.populations.population import Population
    from pages.components.trained.start import Start
    from pages.components.whatif.model import WhatIf


class Answer(NamedTuple):
    """The populations in the ranges and in the whole space; None where there is no result yet."""

    inside: Population | None
    whole: Population | None


def show(start: Start, what_if: WhatIf) -> Answer:
    """Get both trained; as long as nothing is changed, the whole space is all there is to train."""
    if not what_if.changes:
        return Answer(None, _whole_space(start, what_if))
    baseline, inside = train_button.ensure(
        [what_if.baseline(start), what_if.plan(start)],
        POPULATIONS,
        key="whatif",
        note="Half of them in the whole space, once.",
    )
    if inside.complete:
        whatif_session.change(start, lambda session: session.trained())
    return Answer(inside.trained, baseline.trained)


def _whole_space(start: Start, what_if: WhatIf) -> Population | None:
    st.markdown(
        ":material/tune: Move a range: what it would change is answered by models that are "
        "trained in it, beside others from the whole space."
    )
    (baseline,) = train_button.ensure(
        [what_if.baseline(start)], POPULATIONS, key="whatif", label="Train the whole space"
    )
    if baseline.trained is not None:
        st.caption(f"The whole space: {population_text(baseline.trained)}")
    return baseline.trained
