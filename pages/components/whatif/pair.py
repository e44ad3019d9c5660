"""Any two what-ifs held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.trained import result
from pages.components.whatif import cards as whatif_cards

if TYPE_CHECKING:
    from pages.components.trained.start import Start
    from pages.components.whatif.session import Session

_FIRST, _SECOND = "whatif_pair_first", "whatif_pair_second"


def show(start: Start, session: Session) -> None:
    """Draw the choice of two cards and their comparison; nothing while there is only one."""
    cards = session.cards
    if len(cards) < 2:
        return
    st.subheader("Compare two", anchor=False)
    names = [f"{place + 1}. {card.name(start.space)}" for place, card in enumerate(cards)]
    for key, place in ((_FIRST, 0), (_SECOND, 1)):
        if st.session_state.get(key) not in names:
            st.session_state[key] = names[place]
    first_box, second_box = st.columns(2)
    first = first_box.selectbox("This one", names, key=_FIRST, persist_state="session")
    second = second_box.selectbox("against", names, key=_SECOND, persist_state="session")
    if first == second:
        st.caption("Choose two different what-ifs.")
        return
    chosen = [cards[names.index(name)] for name in (first, second)]
    here, there = (whatif_cards.result_of(start, card) for card in chosen)
    if here is None or there is None:
        st.caption("One of the two is not trained on this machine yet: use it, then train it.")
        return
    if (chosen[0].seed, chosen[0].n) == (chosen[1].seed, chosen[1].n):
        st.caption(
            "Both were drawn with the same seed, so chance moves them alike: a difference is "
            "surer than its interval says."
        )
    places = [names.index(name) + 1 for name in (first, second)]
    result.show(
        here,
        there,
        names=(f"what-if {places[0]}", f"what-if {places[1]}"),
        key="whatif_pair_plot",
    )
