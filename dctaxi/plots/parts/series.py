"""How up to six things side by side are told apart: by colour, and by dash where colours repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import Look

_DASHES = ("solid", "dash", "dot")


def series_style(place: int, look: Look) -> tuple[str, str]:
    """Return colour and dash of the thing at a place, counted from 0."""
    colours = (look.main, look.second, look.third, look.quiet)
    return colours[place % len(colours)], _DASHES[place // len(colours) % len(_DASHES)]
