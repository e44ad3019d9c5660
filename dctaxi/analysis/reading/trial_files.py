"""Rows of trials as files for other programs: CSV and Parquet."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import pandas as pd
import pyarrow as pa

from dctaxi.foreign_text import opens_formula


def csv_text(rows: pd.DataFrame) -> str:
    """Return rows as CSV; learning curves and seeds are written as JSON.

    An apostrophe stands before a text that a spreadsheet would compute, such as ``=1+1``, be it a
    cell or a heading. Numbers stay numbers.
    """
    texts = _with_lists_as_json(rows)
    guarded = {_guarded(str(name)): _cells(texts[name]) for name in texts}
    return pd.DataFrame(guarded, index=rows.index).to_csv(index=False, lineterminator="\n")


def to_parquet(rows: pd.DataFrame) -> bytes:
    """Return rows as Parquet, every column with its own type.

    A learning curve is a list of ``[step, train_rmse, val_rmse]``. A column whose values are of
    several types, as choices of another program's study may be, is written as text.
    """
    columns = {str(name): typed(rows[name]) for name in rows}
    target = io.BytesIO()
    pd.DataFrame(columns, index=rows.index).to_parquet(target, index=False)
    return target.getvalue()


def _with_lists_as_json(rows: pd.DataFrame) -> pd.DataFrame:
    texts = {
        name: pd.Series(
            [json.dumps(_finite(cell)) if isinstance(cell, list) else None for cell in rows[name]],
            index=rows.index,
            dtype="str",
        )
        for name in ("curve", "seeds", "seed_values")
        if name in rows
    }
    return rows.assign(**texts)


def _finite(cell: Any) -> Any:
    """Return a number, or a list of them, as JSON has them: null for what is none."""
    if isinstance(cell, list):
        return [_finite(one) for one in cell]
    return cell if cell is None or math.isfinite(cell) else None


def _cells(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.map(_guarded)


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and opens_formula(cell) else cell


def typed(values: pd.Series) -> pd.Series:
    """Return a column that Arrow can hold: as it is, or as text where it has several types."""
    if values.dtype != "object":
        return values
    try:
        pa.array(values, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return values.map(str, na_action="ignore").astype("str")
    return values
