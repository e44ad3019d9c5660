"""Strangers' words in a figure: names of parameters and studies, and what parameters may be."""

from __future__ import annotations

from html import escape

from dctaxi.foreign_text import visible


def plain(text: object) -> str:
    """Return a text so that Plotly draws exactly this text.

    Plotly reads tags in titles, ticks, legends and hovers, links among them, and ``%{...}`` in the
    templates of hovers.
    """
    return escape(visible(text), quote=False).replace("{", "&#123;")
