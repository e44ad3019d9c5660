"""What this tab asks on the What-if page: the what-if at hand, those before it, and the cards.

All of it also stands in the page's address, so that the address of the page shows the same to
whoever opens it.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.components.shared import address, navigation, sitemap, state
from pages.components.whatif import question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dctaxi.space import Dimension
    from pages.components.trained.origin import Start

MAX_CARDS = 12
_MAX_PAST = 50

_KEY = "whatif"
_NOW, _CARD = "whatif", "card"
"""URL parameters: the what-if at hand, and each card."""


@dataclass(frozen=True)
class Session:
    """``past`` holds what stood before, latest last; ``cards`` what was trained, latest first."""

    now: question.WhatIf = dataclasses.field(default_factory=question.WhatIf)
    past: tuple[question.WhatIf, ...] = ()
    cards: tuple[question.WhatIf, ...] = ()

    def moved(self, what_if: question.WhatIf) -> Session:
        """Return the session with another what-if at hand."""
        if what_if == self.now:
            return self
        return dataclasses.replace(self, now=what_if, past=(*self.past, self.now)[-_MAX_PAST:])

    def undone(self) -> Session:
        """Return the session as it was: without the card of what is undone, unless it is named."""
        if not self.past:
            return self
        kept = tuple(c for c in self.cards if c.title or not c.same_numbers(self.now))
        return Session(self.past[-1], self.past[:-1], kept)

    def trained(self) -> Session:
        """Return the session with a card for the what-if at hand."""
        if any(card.same_numbers(self.now) for card in self.cards):
            return self
        return dataclasses.replace(self, cards=(self.now, *self.cards)[:MAX_CARDS])

    def renamed(self, place: int, title: str) -> Session:
        """Return the session with another title for a card, which the what-if at hand shares."""
        old = self.cards[place]
        new = dataclasses.replace(old, title=title)
        cards = (*self.cards[:place], new, *self.cards[place + 1 :])
        now = new if self.now.same_numbers(old) else self.now
        return dataclasses.replace(self, now=now, cards=cards)

    def without(self, place: int) -> Session:
        """Return the session without a card; if it was at hand, the whole space comes to hand."""
        gone = self.cards[place]
        kept = (*self.cards[:place], *self.cards[place + 1 :])
        session = dataclasses.replace(self, cards=kept)
        if not self.now.same_numbers(gone):
            return session
        return session.moved(dataclasses.replace(gone, changes=(), title=""))


def current(start: Start) -> Session:
    """Return the session of a start: this tab's, else what the address says, else a fresh one."""
    stored = st.session_state.get(_KEY)
    if stored is None or stored["start"] != start.key:
        # The address of another start that this tab came from says nothing about this one.
        session = _of_address(start) if stored is None else Session()
        _keep(session, start.key)
    else:
        session = Session(
            question.from_json(stored["now"]),
            tuple(map(question.from_json, stored["past"])),
            tuple(map(question.from_json, stored["cards"])),
        )
    _write_address(session)
    return session


def change(start: Start, edit: Callable[[Session], Session]) -> None:
    """Keep what an edit makes of the session, and let the address say it."""
    session = edit(current(start))
    _keep(session, start.key)
    _write_address(session)


def undo_button(start: Start) -> None:
    """Draw the way back to the what-if before."""
    st.button(
        "Undo",
        icon=":material/undo:",
        key="whatif_undo",
        disabled=not current(start).past,
        help="Back to the ranges before; the card of these goes, unless it has a name.",
        on_click=change,
        args=(start, Session.undone),
    )


def ask_button(start: Start, dimensions: Mapping[str, Dimension], *, key: str) -> None:
    """Draw the way to the page with ranges that were chosen elsewhere; its undo leads back."""
    if st.button(
        "Ask what if",
        icon=":material/psychology_alt:",
        key=key,
        help="Trains models in these ranges and in the whole space, and compares them.",
    ):
        _ask(start, dimensions)


def _ask(start: Start, dimensions: Mapping[str, Dimension]) -> None:
    state.start_from(state.FROM_STUDY)
    now = current(start).now
    what_if = question.WhatIf(n=now.n, seed=now.seed, method=now.method)
    for name, dimension in dimensions.items():
        what_if = what_if.changed(name, dimension, start.space)
    change(start, lambda session: session.moved(what_if))
    navigation.go(sitemap.WHATIF)


def _keep(session: Session, start: str) -> None:
    st.session_state[_KEY] = {"start": start, **_plain(dataclasses.asdict(session))}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in fields.items()}


def _of_address(start: Start) -> Session:
    read = functools.partial(question.from_text, start=start)
    now, cards = (
        address.values(name, read, noun="what-if", most=MAX_CARDS) for name in (_NOW, _CARD)
    )
    return Session(now[0] if now else question.WhatIf(), cards=cards)


def _write_address(session: Session) -> None:
    fresh = session == Session()
    address.write(
        {
            _NOW: [] if fresh else [session.now.to_text()],
            _CARD: [card.to_text() for card in session.cards],
        }
    )
