"""What a page's address says beyond single widgets: the one place that reads and writes it.

A structured value stands there as texts, one or several under the name of a URL parameter; how it
becomes a text and back is known where the value is. The tab leads: an address is read once, when a
tab opens with it, and follows from then on. Plain values of widgets are bound to the address by
Streamlit (``bind="query-params"``) and do not pass here, except choices whose options have labels:
Streamlit would write the label, which may change, where ``follow`` and ``say`` write the option.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dctaxi.errors import DcTaxiError
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")


def text(name: str) -> str | None:
    """Return the text under a name, the last of several; None without one."""
    return st.query_params.get(name)


def names() -> frozenset[str]:
    """Return the names under which the address says anything."""
    return frozenset(st.query_params.to_dict())


def texts(name: str) -> list[str]:
    """Return every text under a name, in order."""
    return st.query_params.get_all(name)


def values(name: str, read: Callable[[str], T], *, noun: str, most: int) -> tuple[T, ...]:
    """Return what ``read`` makes of the texts under a name, of the first ``most`` of them.

    One that it refuses with a DcTaxiError is left out, which is said with ``noun``.
    """
    found = []
    for each in texts(name)[:most]:
        try:
            found.append(read(each))
        except DcTaxiError as error:
            left_out(noun, error)
    return tuple(found)


def left_out(noun: str, problem: object) -> None:
    """Say that something in the address could not be read, and why."""
    sentence = Plain(f"A {noun} of the address was left out: {problem}")
    st.warning(sentence, icon=":material/link_off:")


def take(name: str) -> str | None:
    """Take a text out of the address, since what it brings is opened once; None without one."""
    found = text(name)
    if found is not None:
        del st.query_params[name]
    return found


def write(wanted: Mapping[str, Sequence[str] | None]) -> None:
    """Let the address say exactly these texts under these names; a name without any goes.

    A string is one text.
    """
    new = {
        name: [said] if isinstance(said, str) else list(said or ()) for name, said in wanted.items()
    }
    for name in new.keys() & names():
        if not new[name]:
            del st.query_params[name]
    if filled := {name: said for name, said in new.items() if said}:
        # Said in every run: what a run says is lost where a rerun overtakes it. The browser takes
        # no step for what its address says already.
        st.query_params.update(filled)


def follow(name: str, options: Sequence[str], *, key: str) -> None:
    """Let a choice, the widget of this key, be the one that the address says.

    It is so where the address says another than ``say`` wrote last: so a link from another page
    leads to its place, and the browser's way back to the place before. To be called before the
    widget is drawn. Without any choice so far, it is the first option.
    """
    asked = text(name)
    known = asked in options
    if known and asked != st.session_state.get(_said(key)):
        st.session_state[key] = asked
    st.session_state.setdefault(key, asked if known else options[0])


def say(name: str, chosen: str, *, key: str) -> None:
    """Let the address say what is chosen, once the widget of this key is drawn."""
    st.session_state[_said(key)] = chosen
    write({name: chosen})


def _said(key: str) -> str:
    return f"{key}_said"
