"""A short guided tour behind a button of every page's head.

It is a panel, not a dialog, so the page below it stays usable.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from pages.components.shared import navigation, sitemap, term_link

_STEP = "tour_step"


class _Stop(NamedTuple):
    """One stop of the tour, and the page that it speaks of."""

    text: str
    page: sitemap.Entry


_STOPS = (
    _Stop(
        "**Studies.** All of them are listed here. A study is a search: it trains a small network "
        "that predicts taxi fares, again and again, each time with other "
        f"{term_link.word('hyperparameter', 'hyperparameters')}, and keeps every "
        f"{term_link.word('trial', 'trial')}.",
        sitemap.STUDIES,
    ),
    _Stop(
        "**New study.** What may each hyperparameter be: a range, a list, one value? The bars "
        "beside each show what samples of it look like. The chapter's own ranges are there "
        "already, so you may leave them as they are. Beside them you say how many trials to run; "
        f"a {term_link.word('sampler', 'sampler')} chooses what each of them tries. A "
        "hundred take seconds: the fused engine trains many networks at once.",
        sitemap.NEW_STUDY,
    ),
    _Stop(
        "**Trials.** The best trials beside the plots that say which hyperparameters matter and "
        "where to search next; empty until a study has run. Then ask What if, or whether the "
        "winner was only lucky.",
        sitemap.TRIALS,
    ),
    _Stop(
        "**Learn.** Short lessons in the order of the chapter: you guess first, then networks are "
        "trained to answer. Below them are six pages with one question and one picture each. "
        "Any word that you meet on the way is explained in the Glossary, linked above every page.",
        sitemap.LEARN,
    ),
)


def step() -> int | None:
    """Return the stop at hand; None where no tour is on."""
    at: int | None = st.session_state.get(_STEP)
    return at


def button(at: int | None) -> None:
    """Draw the way back to the tour, where it is not shown."""
    if at is None:
        begins = st.button(
            "Tour",
            icon=":material/tour:",
            key="tour_begin",
            type="tertiary",
            help=f"{len(_STOPS)} stops, from the first study to the lessons.",
        )
        if begins:
            _go(0)


def show(at: int | None, page: str) -> None:
    """Draw the stop at hand; ``page`` is the id of what is shown below it."""
    if at is None:
        return
    stop = _STOPS[at]
    last = at == len(_STOPS) - 1
    with st.container(border=True, key="tour_panel"):
        st.caption(f":material/tour: A short tour, {at + 1} of {len(_STOPS)}")
        st.markdown(stop.text)
        with st.container(horizontal=True, vertical_alignment="center"):
            if stop.page.id != page:
                navigation.link(stop.page, label=f"Go to {stop.page.title}")
            if at > 0 and st.button("Back", key="tour_back"):
                _go(at - 1)
            if not last and st.button(f"Next: {_STOPS[at + 1].page.title}", key="tour_next"):
                _go(at + 1)
            st.button(
                "Done" if last else "Leave the tour",
                key="tour_leave",
                type="secondary" if last else "tertiary",
                on_click=_leave,
            )


def _leave() -> None:
    del st.session_state[_STEP]


def _go(at: int) -> None:
    st.session_state[_STEP] = at
    navigation.go(_STOPS[at].page)
