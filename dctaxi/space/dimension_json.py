"""A dimension as a plain JSON object and back; what is wrong is named by its path."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Mapping
from typing import Any

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange

_KINDS: dict[str, tuple[Callable[..., Dimension], tuple[str, ...], tuple[str, ...]]] = {
    "int": (IntRange, ("low", "high"), ("step", "log")),
    "float": (FloatRange, ("low", "high"), ("step", "log")),
    "choices": (Choices, ("values",), ()),
    "fixed": (Fixed, ("value",), ()),
}
"""Of each ``type``: what makes it, its required keys and its optional ones."""


def dimension_to_json(dimension: Dimension) -> dict[str, Any]:
    """Return a dimension as plain JSON values, every field written out."""
    match dimension:
        case IntRange() | FloatRange():
            return {
                "type": "int" if isinstance(dimension, IntRange) else "float",
                "low": dimension.low,
                "high": dimension.high,
                "step": dimension.step,
                "log": dimension.log,
            }
        case Choices():
            return {"type": "choices", "values": list(dimension.values)}
        case Fixed():
            return {"type": "fixed", "value": dimension.value}


def dimension_from_json(document: object, path: str) -> Dimension:
    """Read a dimension. Raises SpaceError that begins with the path of what is wrong."""
    kind = check_object(document, path).get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise SpaceError(f"{path}.type: expected {', '.join(_KINDS)}, got {reprlib.repr(kind)}.")
    make, required, optional = _KINDS[kind]
    fields = dict(check_object(document, path, required=("type", *required), optional=optional))
    del fields["type"]
    try:
        return make(**fields)
    except SpaceError as error:
        raise SpaceError(f"{path}.{error}") from error


def check_object(
    document: object,
    path: str,
    *,
    required: tuple[str, ...] = (),
    optional: tuple[str, ...] | None = None,
) -> Mapping[str, Any]:
    """Return a JSON object that has the required keys and, if ``optional`` is given, no others.

    Raises SpaceError; the path of the document's root is empty.
    """
    place = path or "space"
    if not isinstance(document, Mapping):
        raise SpaceError(f"{place}: expected a JSON object, got {reprlib.repr(document)}.")
    for key in required:
        if key not in document:
            raise SpaceError(f"{_join(path, key)}: expected this key, but it is missing; add it.")
    if optional is not None:
        known = (*required, *optional)
        for key in document:
            if key not in known:
                raise SpaceError(
                    f"{_join(path, shown_key(key))}: expected only {', '.join(known)}; "
                    "remove this key."
                )
    return document


def shown_key(key: object) -> str:
    """Return a key short enough for an error message."""
    text = str(key)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
