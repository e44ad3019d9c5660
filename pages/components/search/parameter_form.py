"""The form of one parameter: what its widgets hold, and the dimension that they stand for.

A form holds more than its dimension: the low and high of a range stay while the parameter is fixed
or a list, so that switching back loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import row_of
from dctaxi.space import (
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    Value,
    check_parameter,
    searched,
)

RANGE, CHOICES = "range", "choices"

FIELDS = ("searched", "kind", "low", "high", "step", "log", "choices", "fixed")


def form_of(name: str, dimension: Dimension) -> dict[str, Any]:
    """Return what the widgets of a parameter hold when they show this dimension."""
    form = _usual_form(name)
    match dimension:
        case IntRange() | FloatRange():
            form |= {"searched": True, "kind": RANGE, "log": dimension.log}
            form |= {"low": dimension.low, "high": dimension.high, "step": dimension.step}
        case Choices(values):
            form |= {"searched": True, "kind": CHOICES, "choices": _shown_choices(name, values)}
        case Fixed(value):
            form |= {"searched": False, "fixed": float(value) if is_real(name) else value}
    return form


def dimension_of(name: str, form: Mapping[str, Any]) -> Dimension:
    """Return the dimension that a parameter's widgets stand for.

    Raises SpaceError whose sentence starts with the field at fault.
    """
    try:
        return check_parameter(name, _dimension(name, form))
    except SpaceError as error:
        raise SpaceError(str(error).removeprefix(f"{name}.").removeprefix(f"{name}: ")) from error


def holds(name: str, form: Mapping[str, Any]) -> bool:
    """Tell whether a parameter's widgets can show what stands in a form, right or wrong."""
    if form.keys() != set(FIELDS):
        return False
    word, number = is_word(name), float if is_real(name) else int
    numbers = [form[field] for field in ("low", "high", "step", "fixed")]
    if word:
        numbers.pop()
    return (
        all(isinstance(form[field], bool) for field in ("searched", "log"))
        and form["kind"] in (RANGE, CHOICES)
        and all(_shown_as(number, value) for value in numbers)
        and (
            isinstance(form["choices"], list)
            and all(choice in words_of(name) for choice in form["choices"])
            and form["fixed"] in words_of(name)
            if word
            else isinstance(form["choices"], str)
        )
        and (not is_switch(name) or form["fixed"] in (0, 1))
    )


def text_of(values: tuple[Value, ...]) -> str:
    """Return choices as a person types them: ``7, 11``."""
    return ", ".join(str(value) for value in values)


def choices_of(text: str) -> tuple[Value, ...]:
    """Return typed choices; numbers become numbers, everything else stays a word."""
    items = (item.strip() for item in text.replace(";", ",").split(","))
    return tuple(_value_of(item) for item in items if item)


def is_real(name: str) -> bool:
    """Tell whether a parameter takes real numbers; all others are whole, or words."""
    return row_of(name).kind == "real"


def is_word(name: str) -> bool:
    """Tell whether a parameter takes words, which have no range."""
    return row_of(name).kind == "word"


def is_switch(name: str) -> bool:
    """Tell whether a parameter is off or on, so that its only range is 0 to 1."""
    return row_of(name).kind == "switch"


def words_of(name: str) -> tuple[str, ...]:
    """Return the words that a parameter may be."""
    return row_of(name).words


def _dimension(name: str, form: Mapping[str, Any]) -> Dimension:
    if not form["searched"]:
        return Fixed(_entered(form, "fixed"))
    if is_word(name):
        return Choices(tuple(form["choices"]))
    if form["kind"] == CHOICES:
        return Choices(choices_of(form["choices"] or ""))
    low, high, log = _entered(form, "low"), _entered(form, "high"), bool(form["log"])
    if is_real(name):
        return FloatRange(low, high, None if log else form["step"], log)
    return IntRange(low, high, 1 if log or form["step"] is None else form["step"], log)


def _entered(form: Mapping[str, Any], field: str) -> Any:
    if form[field] is None:
        raise SpaceError(f"{field}: expected a number, got nothing; enter one.")
    return form[field]


def _usual_form(name: str) -> dict[str, Any]:
    """Return a form of which every field holds what the chapter would have there."""
    row = row_of(name)
    dimension = searched(row)
    form: dict[str, Any] = {"searched": True, "step": None if is_real(name) else 1}
    if isinstance(dimension, Choices):
        form |= {"kind": CHOICES, "log": False}
        values = dimension.values
    else:
        form |= {"kind": RANGE, "log": dimension.log}
        values = (dimension.low, dimension.high)
    numbers = [value for value in values if not isinstance(value, str)]
    if numbers:
        form |= {"low": min(numbers), "high": max(numbers)}
    else:
        form |= {"low": None, "high": None}
    fixed = values[0] if row.default is None else row.default
    return form | {"choices": _shown_choices(name, values), "fixed": fixed}


def _shown_choices(name: str, values: tuple[Value, ...]) -> str | list[Value]:
    return [word for word in words_of(name) if word in values] if is_word(name) else text_of(values)


def _shown_as(number: type[int | float], value: Any) -> bool:
    """Tell whether a field for such numbers can show a value: None, or one that browsers know."""
    return value is None or (type(value) is number and abs(value) <= 2**53 - 1)


def _value_of(item: str) -> Value:
    for number in (int, float):
        try:
            return number(item)
        except ValueError:
            continue
    return item
