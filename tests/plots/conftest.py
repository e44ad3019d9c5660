"""Rows of trials made by hand."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.reading import Parameter

Rows = Callable[..., pd.DataFrame]


def rows(
    values: Sequence[float | None], states: Sequence[str] | None = None, **params: Any
) -> pd.DataFrame:
    """Return a frame of trials; a trial without a value failed, unless ``states`` says more."""
    default = ["FAIL" if value is None else "COMPLETE" for value in values]
    columns: Mapping[str, Any] = {f"params_{name}": column for name, column in params.items()}
    return pd.DataFrame(
        {
            "number": np.arange(len(values), dtype=np.int64),
            "value": np.array(values, dtype=float),
            "state": np.array(states or default, dtype=object),
            **columns,
        }
    )


@pytest.fixture
def make_rows() -> Rows:
    return rows


@pytest.fixture
def lr() -> Parameter:
    return Parameter("lr", "float", 0.01, 1.0, log=True)


@pytest.fixture
def batch_size() -> Parameter:
    return Parameter("batch_size", "int", 1, 4)


@pytest.fixture
def width() -> Parameter:
    return Parameter("width", "categorical", choices=(7, 11))


@pytest.fixture
def dropout() -> Parameter:
    return Parameter("dropout", "float", 0.0, 1.0)
