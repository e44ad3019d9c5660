"""Many configurations of plain JSON values, read at once.

``parse_hyperparameters`` looks at a configuration value by value and says what is wrong with it.
Lists of thousands are nearly always right: msgspec, whose C code is given the same table, then
reads them in a fraction of the time, and whatever it does not take is read by the other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, ValidationError, defstruct

from dctaxi.hyperparameters import HYPERPARAMETERS, NUM_LAYERS, SCALARS, WIDTH, Hyperparameter
from dctaxi.records import TrialSpec
from dctaxi.training.hyperparameters import NAMES, problem_of, specs_of


def read_plain(documents: Sequence[object]) -> tuple[TrialSpec, ...] | None:
    """Return the specs of configurations, or None where one of them takes a closer look.

    That is one with a number written as a text, a name that is unknown or missing, a value out of
    range, or values that cannot be trained together.
    """
    try:
        plain = msgspec.convert(documents, _configurations())
    except ValidationError:
        return None
    specs = specs_of({name: map(attrgetter(name), plain) for name in NAMES})
    return None if any(map(problem_of, specs)) else specs


@lru_cache(maxsize=1)
def _configurations() -> Any:
    """Return the type of a list of configurations, as the table has it."""
    layers = Meta(max_length=int(HYPERPARAMETERS[NUM_LAYERS].high))
    width: Any = _type_of(HYPERPARAMETERS[WIDTH])
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        ("num_hidden_neurons", Annotated[list[width], layers]),
        ("num_features", Any, None),
    ]
    for name, row in SCALARS.items():
        given = () if row.default is None else (row.default,)
        fields.append((name, _type_of(row), *given))
    one: Any = defstruct("Configuration", fields, kw_only=True, forbid_unknown_fields=True)
    return list[one]


def _type_of(row: Hyperparameter) -> Any:
    match row.kind:
        case "word":
            return Literal[row.words]
        case "switch":
            return Literal[0, 1]
        case "whole":
            return Annotated[int, Meta(ge=int(row.low), le=int(row.high))]
        case "real":
            most = min(row.high, sys.float_info.max)  # 1e999 is read as infinity
            least = Meta(gt=row.low) if row.above else Meta(ge=row.low)
            return Annotated[float, least, Meta(le=most)]
