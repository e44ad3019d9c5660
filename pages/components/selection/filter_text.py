"""What a selection asks for, in words short enough for a chip. Pure functions."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

from dctaxi.space import EN_DASH, describe_value
from pages.components.shared import formats
from pages.components.study import trial_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dctaxi.analysis import Range, Selection
    from dctaxi.analysis.reading import Choice, Parameter

NOT_USED = "not used"
"""What a conditional parameter is to a trial that lacks it."""


class Chip(NamedTuple):
    """One condition in words; ``drop`` returns a selection without it."""

    name: str
    text: str
    drop: Callable[[Selection], Selection]


def chips(selection: Selection, parameters: Iterable[Parameter] = ()) -> tuple[Chip, ...]:
    """Return a chip for each condition, and one for the picked trials."""
    known = {one.column: one for one in parameters}
    found = [
        Chip(column, _of_column(column, selection, known.get(column)), _dropping(column))
        for column in selection.columns
    ]
    if selection.statuses:
        text = " or ".join(selection.statuses)
        found.insert(0, Chip("statuses", text, lambda old: dataclasses.replace(old, statuses=())))
    if selection.top_percent is not None:
        text = f"top {selection.top_percent:.4g} %"
        found.append(Chip("top", text, lambda old: dataclasses.replace(old, top_percent=None)))
    if selection.picked:
        found.append(Chip("picked", _picked(selection.picked), lambda old: old.filters))
    return tuple(found)


def value_text(value: Choice, parameter: Parameter | None = None) -> str:
    """Return a value of a category in words; None is not used, unless the parameter offers it."""
    if value is None:
        return str(None) if parameter is not None and None in parameter.choices else NOT_USED
    return str(value) if isinstance(value, bool) else describe_value(value)


def number_text(value: float) -> str:
    """Return the end of a range in words; a whole number without its decimals."""
    return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:.4g}"


def _of_column(column: str, selection: Selection, parameter: Parameter | None) -> str:
    limits, values = selection.range_of(column), selection.values_of(column)
    parts = [*_range(limits), *(value_text(value, parameter) for value in values)]
    *others, last = parts
    named = f"{', '.join(others)} or {last}" if others else last
    return f"{trial_columns.label(column)} {named}"


def _range(limits: Range) -> list[str]:
    low, high = limits.low, limits.high
    if low is not None and high is not None:
        return [f"{number_text(low)}{EN_DASH}{number_text(high)}"]
    if low is not None:
        return [f"from {number_text(low)}"]
    return [] if high is None else [f"up to {number_text(high)}"]


def _picked(picked: tuple[int, ...]) -> str:
    if len(picked) <= 3:
        noun = "trial" if len(picked) == 1 else "trials"
        return f"{noun} {', '.join(map(str, picked))} picked"
    return f"{formats.count(len(picked), 'trial')} picked"


def _dropping(column: str) -> Callable[[Selection], Selection]:
    return lambda selection: selection.without_column(column)
