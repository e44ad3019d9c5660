"""Lists of choices made by a rule: powers of two, arithmetic and geometric sequences."""

from __future__ import annotations

import reprlib

from dctaxi.errors import SpaceError
from dctaxi.space.dimensions import MAX_CHOICES, Choices, is_finite, is_int

MAX_EXPONENT = 52
"""Largest power of two that a study keeps exactly."""


def powers_of_two(low_exponent: int, high_exponent: int) -> Choices:
    """Return 2^low … 2^high, both included. Raises SpaceError."""
    for field, exponent in (("low_exponent", low_exponent), ("high_exponent", high_exponent)):
        if not is_int(exponent) or not 0 <= exponent <= MAX_EXPONENT:
            raise SpaceError(
                f"{field}: expected a whole number from 0 to {MAX_EXPONENT}, "
                f"got {reprlib.repr(exponent)}."
            )
    if low_exponent > high_exponent:
        raise SpaceError(
            f"low_exponent: expected at most high_exponent ({high_exponent}), got {low_exponent}."
        )
    return Choices(tuple(2**exponent for exponent in range(low_exponent, high_exponent + 1)))


def arithmetic(start: float, stop: float, step: float) -> Choices:
    """Return start, start + step, … up to stop, which is included if a step meets it.

    Whole numbers stay whole. Raises SpaceError.
    """
    for field, value in (("start", start), ("stop", stop), ("step", step)):
        _check_finite(field, value)
    if step == 0 or (stop - start) * step < 0:
        raise SpaceError(f"step: expected a step that leads from {start} to {stop}, got {step}.")
    steps = (stop - start) / step
    if steps >= MAX_CHOICES:
        raise SpaceError(
            f"step: expected at most {MAX_CHOICES} choices, got a step of {step} from {start} to "
            f"{stop}; enlarge it."
        )
    # A step that ends within rounding of the stop has met it: 0, 0.1, 0.2, 0.3.
    count = int(steps + 1e-9) + 1
    return Choices(tuple(_tidy(start + place * step) for place in range(count)))


def geometric(start: float, ratio: float, count: int) -> Choices:
    """Return ``count`` values from start, each the last one times ratio.

    Whole numbers stay whole. Raises SpaceError.
    """
    for field, value in (("start", start), ("ratio", ratio)):
        _check_finite(field, value)
    if start == 0:
        raise SpaceError(
            "start: expected a number other than 0, got 0; every multiple is the same."
        )
    if ratio <= 0 or ratio == 1:
        raise SpaceError(f"ratio: expected a number above 0 other than 1, got {ratio}.")
    if not is_int(count) or not 1 <= count <= MAX_CHOICES:
        raise SpaceError(
            f"count: expected a whole number from 1 to {MAX_CHOICES}, got {reprlib.repr(count)}."
        )
    try:
        return Choices(tuple(_tidy(start * ratio**place) for place in range(count)))
    except OverflowError as error:
        raise SpaceError(
            f"count: expected a sequence that stays finite, got {count} values; use fewer."
        ) from error


def _check_finite(field: str, value: object) -> None:
    if not is_finite(value):
        raise SpaceError(f"{field}: expected a finite number, got {reprlib.repr(value)}.")


def _tidy(value: float) -> float:
    """Drop the last bits of rounding: 0.1 + 2 · 0.1 is 0.3. Whole numbers pass as they are."""
    return value if is_int(value) else float(f"{value:.12g}")
