"""Wrong usage that argparse cannot see: values of options that make no plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dctaxi.errors import DcTaxiError, PopulationError, SpaceError


class UsageError(DcTaxiError):
    """An option has a value that cannot be."""


@contextmanager
def options_checked() -> Iterator[None]:
    """Turn what is wrong with a plan made of options alone into a UsageError."""
    try:
        yield
    except (PopulationError, SpaceError) as error:
        raise UsageError(str(error)) from error
