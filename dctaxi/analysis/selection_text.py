"""A selection as JSON and as the parameters of an address, both read with care.

In an address, ``range=params_lr:0.01:0.03`` bounds a column (an end left out is open),
``only=params_optimizer:"Adam",null`` lists wanted values as JSON writes them, null standing for
"not used", and ``status=finished,failed``, ``top=10`` and ``picked=3,7`` say the rest. ``range``
and ``only`` may come several times. In a column's name, ``%`` is written ``%25`` and ``:`` ``%3A``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import unquote

from dctaxi.analysis.selection import MAX_PICKED, Category, Range, Selection
from dctaxi.errors import SelectionError
from dctaxi.json_text import parse_json
from dctaxi.records import RunStatus

STATUSES: tuple[str, ...] = (
    *(str(status) for status in RunStatus), "running", "waiting", "infeasible", "left out",
)  # fmt: skip
MAX_CONDITIONS = 100
"""Ranges and categories that a selection may have, each; spaces have at most some thirty."""

QUERY_PARAMETERS = ("status", "range", "only", "top", "picked")
"""Parameters of an address that hold a selection; the study has a parameter of its own."""


def selection_to_json(selection: Selection) -> dict[str, Any]:
    """Return a selection as plain JSON; what says nothing is left out."""
    plain = {
        "study": selection.study,
        "status": list(selection.statuses),
        "range": [list(one) for one in selection.ranges],
        "only": [[one.column, *one.values] for one in selection.categories],
        "top": selection.top_percent,
        "picked": list(selection.picked),
    }
    return {name: value for name, value in plain.items() if value not in (None, "", [])}


def selection_from_json(plain: object) -> Selection:
    """Read what ``selection_to_json`` gave. Raises SelectionError, one sentence.

    A range may be upside down, as it is while someone types it: ``Selection.problems`` says so.
    """
    if not isinstance(plain, dict):
        _refuse("a selection", "an object", plain)
    unknown = [name for name in plain if name not in _READERS]
    if unknown:
        _refuse("a selection", f"some of {', '.join(_READERS)}", unknown[0])
    return _selection({name: _READERS[name](value) for name, value in plain.items()})


def selection_to_query(selection: Selection) -> dict[str, list[str]]:
    """Return the parameters of an address, ``study`` left out; what says nothing is left out."""
    named = {
        "status": [",".join(selection.statuses)] if selection.statuses else [],
        "range": [
            f"{_escaped(one.column)}:{_end(one.low)}:{_end(one.high)}" for one in selection.ranges
        ],
        "only": [
            f"{_escaped(one.column)}:{json.dumps(one.values, separators=(',', ':'))[1:-1]}"
            for one in selection.categories
        ],
        "top": [] if selection.top_percent is None else [_end(selection.top_percent)],
        "picked": [",".join(map(str, selection.picked))] if selection.picked else [],
    }
    return {name: texts for name, texts in named.items() if texts}


def selection_from_query(
    query: Mapping[str, Sequence[str]], study: str = ""
) -> tuple[Selection, tuple[str, ...]]:
    """Read a study's selection from the parameters of an address.

    Returns what could be read, and a sentence for each parameter that could not.
    """
    read: dict[str, Any] = {"study": study}
    problems: list[str] = []
    for name in QUERY_PARAMETERS:
        texts = query.get(name, ())
        if not texts:
            continue
        try:
            read[name] = _READERS[name](_PARSERS[name](texts))
        except SelectionError as error:
            problems.append(str(error))
    return _selection(read), tuple(problems)


def _selection(read: Mapping[str, Any]) -> Selection:
    return Selection(
        read.get("study", ""),
        read.get("status", ()),
        read.get("range", ()),
        read.get("only", ()),
        read.get("top"),
        read.get("picked", ()),
    )


def _study(value: object) -> str:
    return value if isinstance(value, str) else _refuse("study", "a name", value)


def _statuses(value: object) -> tuple[str, ...]:
    for status in _list("status", value, len(STATUSES)):
        if status not in STATUSES:
            _refuse("status", f"some of {', '.join(STATUSES)}", status)
    return tuple(dict.fromkeys(_list("status", value, len(STATUSES))))


def _ranges(value: object) -> tuple[Range, ...]:
    found: list[Range] = []
    for one in _list("range", value, MAX_CONDITIONS):
        match one:
            case [str(column), low, high] if all(map(_is_end, (low, high))):
                found.append(Range(column, _float(low), _float(high)))
            case _:
                _refuse("range", "a column with two finite ends such as params_lr:0.01:0.03", one)
    return tuple(_once("range", found))


def _categories(value: object) -> tuple[Category, ...]:
    found: list[Category] = []
    for one in _list("only", value, MAX_CONDITIONS):
        match one:
            case [str(column), _, *_] if all(map(_is_choice, one[1:])):
                found.append(Category(column, tuple(one[1:])))
            case _:
                _refuse("only", 'a column with values such as params_optimizer:"Adam"', one)
    return tuple(_once("only", found))


def _top(value: object) -> float | None:
    if value is None:
        return None
    if not _is_end(value) or not isinstance(value, int | float):
        _refuse("top", "a number above 0 and up to 100", value)
    for problem in Selection(top_percent=value).problems():
        raise SelectionError(problem)
    return float(value)


def _picked(value: object) -> tuple[int, ...]:
    numbers = _list("picked", value, MAX_PICKED)
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            _refuse("picked", "numbers of trials such as 3,7", number)
    return tuple(dict.fromkeys(numbers))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "study": _study,
    "status": _statuses,
    "range": _ranges,
    "only": _categories,
    "top": _top,
    "picked": _picked,
}


def _parse_range(text: str) -> list[object]:
    column, *ends = text.split(":")
    return [unquote(column), *(_number(end) if end else None for end in ends)]


def _parse_category(text: str) -> list[object]:
    column, _, values = text.partition(":")
    parsed = parse_json(f"[{values}]", SelectionError)
    return [unquote(column), *(parsed if isinstance(parsed, list) else ())]


def _number(text: str) -> object:
    """Return the number that a text holds, the text itself where it holds none."""
    try:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else float(text)
    except ValueError:
        return text


_PARSERS: Mapping[str, Callable[[Sequence[str]], object]] = {
    "status": lambda texts: ",".join(texts).split(","),
    "range": lambda texts: [_parse_range(text) for text in texts],
    "only": lambda texts: [_parse_category(text) for text in texts],
    "top": lambda texts: _number(texts[-1]),
    "picked": lambda texts: [_number(text) for text in ",".join(texts).split(",")],
}


def _list(name: str, value: object, most: int) -> list[Any]:
    if not isinstance(value, list):
        _refuse(name, "a list", value)
    if len(value) > most:
        _refuse(name, f"at most {most}", len(value))
    return value


def _once(name: str, found: Iterable[Range] | Iterable[Category]) -> Iterable[Any]:
    by_column: dict[str, Any] = {}
    for one in found:
        if one.column in by_column:
            _refuse(name, "each column once", f"{one.column} twice")
        by_column[one.column] = one
    return by_column.values()


def _is_end(value: object) -> bool:
    if value is None:
        return True
    largest = sys.float_info.max
    return not isinstance(value, bool) and isinstance(value, int | float) and abs(value) <= largest


def _is_choice(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _end(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)


def _escaped(column: str) -> str:
    return column.replace("%", "%25").replace(":", "%3A")


def _refuse(name: str, expected: str, got: object) -> NoReturn:
    raise SelectionError(f"{name}: expected {expected}, got {str(got)[:60]!r}; leave it out.")
