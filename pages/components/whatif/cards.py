"""What was asked before: the what-ifs side by side, and any two of them against each other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.analysis.statistics import comparison_json, in_usd, population_json
from dctaxi.errors import PopulationError
from dctaxi.foreign_text import revealed
from dctaxi.populations import POPULATIONS, check_title
from pages.components.shared import formats, money, refusal, state
from pages.components.shared.plain import Plain
from pages.components.trained import results, two_populations
from pages.components.whatif import history

if TYPE_CHECKING:
    from dctaxi.populations import Population
    from pages.components.trained.origin import Start
    from pages.components.whatif.history import Session
    from pages.components.whatif.question import WhatIf

_PROBLEM = "whatif_card_problem"
_FIRST, _SECOND = "whatif_pair_first", "whatif_pair_second"


def show(start: Start, session: Session) -> None:
    """Draw the cards, the newest first, with the way back and a file of all of them."""
    if not session.cards:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(
            "What-ifs",
            anchor=False,
            width="stretch",
            help="Every what-if that you have trained. The page's address holds them too: anyone "
            "who opens it can train them again and gets the same numbers.",
        )
        st.download_button(
            "Export all",
            icon=":material/download:",
            data=lambda: file_of(start, session.cards),
            file_name="whatifs.json",
            mime="application/json",
            on_click="ignore",
            type="tertiary",
            key="whatif_export_all",
        )
    with st.grid(4, gap="small", min_column_width=240):
        for place, card in enumerate(session.cards):
            with st.container(border=True, height="stretch", key=f"whatif_card_{place}"):
                _card(start, session, place, card)


def compare(start: Start, session: Session) -> None:
    """Draw the choice of two cards and their comparison; nothing while there is only one."""
    cards = session.cards
    if len(cards) < 2:
        return
    st.subheader("Compare two", anchor=False)
    names = [revealed(f"{place + 1}. {card.name(start.space)}") for place, card in enumerate(cards)]
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
    here, there = (_result_of(start, card) for card in chosen)
    if here is None or there is None:
        st.caption("One of the two is not trained on this machine yet: use it, then train it.")
        return
    if chosen[0].changes == chosen[1].changes:
        st.caption(
            "Both ask about the same ranges, so their medians differ by chance alone: by which "
            "configurations were drawn. The one with more trainings is closer to the truth."
        )
    elif (chosen[0].seed, chosen[0].n) == (chosen[1].seed, chosen[1].n):
        st.caption(
            "Both were drawn with the same seed, so chance moves them alike: a difference is "
            "more certain than its interval says."
        )
    places = [names.index(name) + 1 for name in (first, second)]
    two_populations.show(
        here,
        there,
        names=(f"what-if {places[0]}", f"what-if {places[1]}"),
        key="whatif_pair_plot",
    )


def _card(start: Start, session: Session, place: int, card: WhatIf) -> None:
    here = _result_of(start, card)
    there = POPULATIONS.find_for(card.baseline(start), state.workspace())
    at_hand = session.now.same_numbers(card)
    st.markdown(f"**{Plain(card.name(start.space))}**")
    if card.title:
        st.caption(Plain(card.words(start.space)))
    if here is None:
        st.caption("Not trained on this machine yet.")
    elif there is None or two_populations.not_comparable(here, there) is not None:
        st.caption(results.cost(here))
    else:
        comparison = two_populations.compared(here, there)
        median, change = comparison.median_inside, comparison.median_change
        st.metric(
            "Median",
            formats.usd(median.value) if median.is_there else "none",
            delta=round(change.value, 2) if change.is_there else None,
            delta_color="off" if comparison.verdict == "inconclusive" else "inverse",
            delta_description="vs. whole space",
            help=f"{money.plain(in_usd(median, lead='95 % interval '))}.",
        )
        st.markdown(two_populations.badge(comparison))
        st.caption(results.cost(here))
    st.space("stretch")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "In use" if at_hand else "Use",
            key=f"whatif_use_{place}",
            icon=":material/check:" if at_hand else ":material/input:",
            disabled=at_hand,
            on_click=history.change,
            args=(start, lambda session: session.moved(card)),
        )
        with st.popover("More", icon=":material/more_horiz:"):
            _more(start, place, card)


def _more(start: Start, place: int, card: WhatIf) -> None:
    key = f"whatif_title_{place}"
    st.session_state[key] = card.title
    st.text_input(
        "Name",
        key=key,
        max_chars=60,
        placeholder=card.words(start.space),
        on_change=_rename,
        args=(start, place, key),
    )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)
    st.download_button(
        "Export",
        icon=":material/download:",
        data=lambda: file_of(start, (card,)),
        file_name="whatif.json",
        mime="application/json",
        on_click="ignore",
        key=f"whatif_export_{place}",
    )
    st.button(
        "Remove the card",
        icon=":material/close:",
        key=f"whatif_remove_{place}",
        help="The population stays in the workspace.",
        on_click=history.change,
        args=(start, lambda session: session.without(place)),
    )


def _rename(start: Start, place: int, key: str) -> None:
    """Name a card, and its population too, so that the command line lists it by that name."""
    title = (st.session_state[key] or "").strip()
    try:
        check_title(title)
        card = history.current(start).cards[place]
        POPULATIONS.rename(card.plan(start).key, title, state.workspace())
    except PopulationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    history.change(start, lambda session: session.renamed(place, title))


def file_of(start: Start, cards: tuple[WhatIf, ...]) -> bytes:
    """Return cards as JSON: ranges, the population and its comparison with the whole space."""
    return json.dumps([_exported(start, card) for card in cards], indent=1).encode()


def _exported(start: Start, card: WhatIf) -> dict[str, Any]:
    there = POPULATIONS.find_for(card.baseline(start), state.workspace())
    here = _result_of(start, card)
    comparison = None
    if here is not None and there is not None and not two_populations.not_comparable(here, there):
        comparison = comparison_json(two_populations.compared(here, there))
    return {
        "name": card.name(start.space),
        "study": None if start.study is None else start.study.name,
        "narrow": [f"{name}={text}" for name, text in card.changes],
        "n": card.n,
        "seed": card.seed,
        "method": card.method,
        "space": card.narrowed(start.space).to_json(),
        "population": None if here is None else population_json(here),
        "against_whole_space": comparison,
    }


def _result_of(start: Start, card: WhatIf) -> Population | None:
    """Return what is kept of a card's population, None where nothing is."""
    return POPULATIONS.find_for(card.plan(start), state.workspace())
