"""Files over the network: read in the background, while the page says so and can be left."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from dctaxi.runner import Computations

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from dctaxi.records import ShouldStop

T = TypeVar("T")

_LOOK_S = 0.25
_AT_ONCE = 4
_KEPT = 8


def waited_for(key: Hashable, read: Callable[[ShouldStop], T]) -> T:
    """Return what ``read`` gives or raise what it raises, once; nobody else waits for it.

    The page tells how long it takes. Who leaves it ends the reading some seconds later: ``read``
    asks what it is given whether to stop.
    """

    def compute(step: Callable[[int, int], None]) -> T:
        def abandoned() -> bool:
            step(0, 0)  # which raises where nobody waits any more
            return False

        return read(abandoned)

    place = st.empty()
    while (answer := _readings().ask(key, compute)).result is None:
        place.caption(
            ":material/hourglass_top: Reading files from elsewhere, "
            f"{answer.elapsed_s:.0f} s so far. Leave the page to stop."
        )
        time.sleep(_LOOK_S)
    place.empty()
    found: T = answer.result
    return found


def forget(key: Hashable) -> None:
    """Let the next reading look at the files again."""
    _readings().forget(key)


@st.cache_resource(show_spinner=False)
def _readings() -> Computations[Any]:
    return Computations(threads=_AT_ONCE, kept=_KEPT)
