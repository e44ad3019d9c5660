"""What specs of random tests hold of the rows that have a default, taken from the table."""

from __future__ import annotations

import sys

from hypothesis import strategies as st

from dctaxi.hyperparameters import DEFAULTS, HYPERPARAMETERS
from dctaxi.records import TrialSpec
from dctaxi.training.hyperparameters import parameters_of, spec_of_parameters


def with_defaults(most: float = sys.float_info.max) -> dict[str, st.SearchStrategy[float]]:
    """Return a strategy for each of these: its default, its least, and others to ``most``."""
    rows = {name: HYPERPARAMETERS[name] for name in DEFAULTS}
    return {
        name: st.sampled_from([row.default, row.low]).map(float)
        | st.floats(row.low, min(row.high, most))
        for name, row in rows.items()
    }


def existing(spec: TrialSpec) -> TrialSpec:
    """Return the spec without what does not exist beside its other values."""
    return spec_of_parameters(parameters_of(spec))
