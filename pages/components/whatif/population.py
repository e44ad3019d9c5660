"""The populations that answer a what-if: how they are drawn, and what is trained of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import streamlit as st

from dctaxi.analysis.statistics import population_text
from dctaxi.populations import POPULATIONS
from dctaxi.space import DrawMethod
from pages.components.shared import money
from pages.components.trained import estimate, train_button, two_populations
from pages.components.whatif import history
from pages.components.whatif.question import MAX_MEMBERS

if TYPE_CHECKING:
    from dctaxi.analysis.statistics import Comparison
    from dctaxi.populations import Population
    from pages.components.trained.origin import Start
    from pages.components.whatif.question import WhatIf

_ON_BOARD_S = 5.0
"""What should take longer than this waits for a click on the board, too."""

_METHODS = {"random": "Random", "sobol": "Sobol"}
_MEMBERS_HELP = (
    "Configurations drawn from the ranges and trained together. More of them narrow the "
    "intervals: four times as many halve them."
)
_SEED_HELP = "Another seed draws other configurations: a real finding stays."


MORE = 8
"""How many times the trainings are offered where so many tell nothing apart."""


class Answer(NamedTuple):
    """The populations in the ranges and in the whole space; None where there is no result yet."""

    inside: Population | None
    whole: Population | None


NO_ANSWER = Answer(None, None)


def comparison(answer: Answer) -> Comparison | None:
    """Return the ranges compared with the whole space, where both are trained and comparable."""
    inside, whole = answer
    if inside is None or whole is None or not (inside.complete and whole.complete):
        return None
    if two_populations.not_comparable(inside, whole) is not None:
        return None
    return two_populations.compared(inside, whole)


def options(start: Start, what_if: WhatIf) -> None:
    """Draw the fields for size, seed and method; a change is kept at once."""
    with st.popover(f"{what_if.n:,} trainings", icon=":material/groups:"):
        for name, label, low, step, about in (
            ("n", "Trainings", 2, 64, _MEMBERS_HELP),
            ("seed", "Seed", 0, 1, _SEED_HELP),
        ):
            st.session_state[_key(name)] = getattr(what_if, name)
            st.number_input(
                label,
                low,
                step=step,
                key=_key(name),
                help=about,
                on_change=_keep,
                args=(start, name),
            )
        st.session_state[_key("method")] = what_if.method
        st.segmented_control(
            "Draw",
            get_args(DrawMethod),
            format_func=_METHODS.__getitem__,
            required=True,
            key=_key("method"),
            help="Sobol points fill the ranges more evenly than chance does; the intervals are "
            "those of random points and then rather too wide.",
            on_change=_keep,
            args=(start, "method"),
        )


def train(start: Start, what_if: WhatIf, *, on_board: bool) -> Answer:
    """Get the ranges and the whole space trained, with which the ranges are compared.

    As long as nothing is changed, the whole space is all there is to train. On the board, letting
    go of a range asks for it.
    """
    if not what_if.changes:
        return Answer(None, _whole_space(start, what_if))
    baseline, inside = train_button.ensure(
        [what_if.baseline(start), what_if.plan(start)],
        POPULATIONS,
        key="whatif",
        note="Half of them in the whole space, once.",
        follows_s=_ON_BOARD_S if on_board else 0.0,
    )
    if inside.complete:
        history.change(start, lambda session: session.trained())
    return Answer(inside.trained, baseline.trained)


def more_button(start: Start, what_if: WhatIf) -> None:
    """Offer so many times the trainings that a difference of a third of the size would show."""
    n = MORE * what_if.n
    if n > MAX_MEMBERS:
        st.caption(f"These are {what_if.n:,} trainings; {MAX_MEMBERS:,} are the most here.")
        return
    larger = dataclasses.replace(what_if, n=n, title="")
    plans = [larger.baseline(start), larger.plan(start)]

    def train_more() -> None:
        history.change(start, lambda session: session.moved(larger))
        train_button.ask_for(plans, POPULATIONS, "whatif")

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train eight times as many",
            icon=":material/groups:",
            key="whatif_more",
            on_click=train_more,
            help="Inconclusive does not mean equal. Eight times the trainings "
            "make every interval about a third as wide.",
        )
        st.caption(estimate.sentence(plans), width="stretch")


def _whole_space(start: Start, what_if: WhatIf) -> Population | None:
    st.markdown(
        ":material/tune: Move a range: what it would change is answered by models that are "
        "trained in it, beside others from the whole space."
    )
    (baseline,) = train_button.ensure(
        [what_if.baseline(start)], POPULATIONS, key="whatif", label="Train the whole space"
    )
    if baseline.trained is not None:
        st.caption(f"The whole space: {money.plain(population_text(baseline.trained))}")
    return baseline.trained


def _keep(start: Start, name: str) -> None:
    value: Any = st.session_state[_key(name)]
    if value is None:
        return
    history.change(
        start,
        lambda session: session.moved(dataclasses.replace(session.now, **{name: value}, title="")),
    )


def _key(name: str) -> str:
    return f"whatif_option_{name}"
