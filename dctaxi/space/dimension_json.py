"""A dimension as a plain JSON object and back; what is wrong is named by its path."""

from __future__ import annotations

import dataclasses
from typing import Any

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange
from dctaxi.structure import kind_and_fields

_KINDS: dict[str, type[Dimension]] = {
    "int": IntRange,
    "float": FloatRange,
    "choices": Choices,
    "fixed": Fixed,
}
"""What is made of each ``type``."""


def dimension_to_json(dimension: Dimension) -> dict[str, Any]:
    """Return a dimension as plain JSON values, every field written out."""
    kind = next(kind for kind, made in _KINDS.items() if isinstance(dimension, made))
    fields = {f.name: getattr(dimension, f.name) for f in dataclasses.fields(dimension)}
    return {"type": kind} | {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def dimension_from_json(document: object, path: str) -> Dimension:
    """Read a dimension. Raises SpaceError that begins with the path of what is wrong."""
    kind, fields = kind_and_fields(document, _KINDS, SpaceError, tag="type", path=path)
    try:
        return _KINDS[kind](**fields)
    except SpaceError as error:
        raise SpaceError(f"{path}.{error}") from error
