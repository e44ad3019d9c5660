"""Whose batches are looked at, and the guess that comes before the answer.

A study brings its space, its data and its objective; without one they are the chapter's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.data import prepare
from dctaxi.teaching import easy_batch
from dctaxi.teaching.lessons import keep_guess, kept_guess
from pages.components.shared import guess_first, money, open_lesson, refusal, tables, who
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.data import TaxiTables
    from dctaxi.study import StudyPlan
    from dctaxi.teaching.easy_batch import ConstantMap

_FIELD, _COMMIT = "easy_batch_field", "easy_batch_commit"
_PASSED = "passed"
"""What is kept of a question that was answered without a guess."""


def constant_of(plan: StudyPlan) -> ConstantMap:
    """Return the constant answer's scores over a plan's space; raises DataError."""
    read = tables.read(plan.source)
    return _scores(_key(plan), read.fingerprint, plan, read)


def answered(plan: StudyPlan, found: ConstantMap) -> bool:
    """Draw the question, or what came of the guess; tell whether the answer may be shown.

    A lesson that waits for a guess asks in this page's place.
    """
    if open_lesson.current() is not None:
        if guess_first.question_open():
            guess_first.wait()
            return False
        return True
    typical = money.said(f"{found.typical:.2f} USD")
    st.markdown(
        ":material/psychology_alt: **Guess first.** A network always answers the mean fare. Over "
        f"the batch sizes and steps of this space it scores {Plain(typical)} at the median. What "
        "does it score on the easiest batch?"
    )
    home = who.home()
    kept = None if home is None else kept_guess(_key(plan), home)
    if kept is None:
        _ask(plan)
        return False
    guess = kept.first if isinstance(kept.first, float) else None
    st.markdown(money.plain(easy_batch.guess_text(found, guess)))
    return True


def _ask(plan: StudyPlan) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            money.plain("Your guess (USD)"),
            0.0,
            1e6,
            None,
            step=0.5,
            key=_FIELD,
            placeholder=money.said("in USD"),
        )
        st.button(
            "That is my guess", icon=":material/check:", key=_COMMIT, on_click=_keep, args=(plan,)
        )
        st.button(
            "Show me",
            key="easy_batch_show",
            type="tertiary",
            help="Shows the answer without a guess.",
            on_click=_commit,
            args=(plan, _PASSED),
        )
    if st.session_state.get(_COMMIT):
        refusal.show("Expected a guess, got none: guess first, then see how close you came.")


def _keep(plan: StudyPlan) -> None:
    # A number still stands in its field, and is sent, when the button takes the focus from it.
    guess = st.session_state.get(_FIELD)
    if guess is not None:
        _commit(plan, guess)


def _commit(plan: StudyPlan, guess: float | str) -> None:
    home = who.home()
    if home is not None:
        keep_guess(_key(plan), guess, home)


def _key(plan: StudyPlan) -> str:
    """Return everything that decides the map, as text."""
    fields = plan.to_json()
    return json.dumps(
        [fields.get(name) for name in ("space", "source", "feature_set", "objective")],
        sort_keys=True,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _scores(
    key: str,  # noqa: ARG001  # with the contents, for files may change in their place, the key
    contents: str,  # noqa: ARG001
    _plan: StudyPlan,
    _tables: TaxiTables,
) -> ConstantMap:
    data = prepare(_tables, _plan.feature_set)
    return easy_batch.constant_map(data, _plan.space, _plan.objective)
