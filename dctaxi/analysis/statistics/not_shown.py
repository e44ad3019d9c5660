"""What is said where nothing was found."""

from __future__ import annotations


def not_shown(thing: str, effect: str, among: str = "") -> str:
    """Say of no ``thing`` that it has an ``effect``; ``among`` says of how many, first of all.

    Every sentence of this kind is made here: a failure to find is no finding.
    """
    head = f"{among} no" if among else "No"
    return f"{head} {thing} is shown to {effect}."
