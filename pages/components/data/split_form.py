"""How one file becomes three sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.data import Split
from dctaxi.errors import DataError
from dctaxi.foreign_text import revealed
from pages.components.shared import refusal

if TYPE_CHECKING:
    from dctaxi.data import FileLook

_SPLITS = {"time": "By time", "random": "At random", "column": "By a column"}
_KEY = "columns"


def show(
    look: FileLook,
    before: Split | None,
    named: str | None,
    found: dict[str, Any],
    own: str,
    *,
    sets_apart: bool,
) -> Split | None:
    """Draw how a file is split, starting from how it was ``before`` or from the column that is
    ``named`` for it; None where ``sets_apart``, each in files of its own.

    ``found`` says what stands in columns, ``own`` keeps the widgets of files apart.
    """
    if sets_apart:
        st.caption("Each set has files of its own.")
        return None
    timed = "time" in found or "year" in found
    start = before or (Split("column", named) if named else Split("time" if timed else "random"))
    kind = st.segmented_control(
        "Split into three sets",
        list(_SPLITS),
        format_func=_SPLITS.__getitem__,
        default=start.kind,
        required=True,
        key=f"{_KEY}.split.{own}",
        help="By time, errors are those on later trips, as in use. At random, they are those on "
        "trips of the same period, and look lower where fares or streets change.",
    )
    column = st.selectbox(
        "Column that says which set",
        look.columns,
        index=look.columns.index(start.column) if start.column in look.columns else None,
        format_func=revealed,
        placeholder="only for a split by a column",
        key=f"{_KEY}.split_column.{own}",
    )
    with st.grid(3):
        val = st.number_input(
            "Validation, %", 1.0, 90.0, 100 * start.val_share, 1.0, "%.1f", f"{_KEY}.val.{own}"
        )
        test = st.number_input(
            "Test, %", 0.0, 90.0, 100 * start.test_share, 1.0, "%.1f", f"{_KEY}.test.{own}"
        )
        seed = st.number_input("Seed", 0, None, start.seed, key=f"{_KEY}.seed.{own}")
    shares = [
        old if abs(100 * old - new) < 0.05 else new / 100
        for old, new in ((start.val_share, val), (start.test_share, test))
    ]
    try:
        made = Split(
            kind or "time",  # type: ignore[arg-type]
            column if kind == "column" else None,
            int(seed),
            shares[0],
            shares[1],
        )
    except DataError as error:
        refusal.show(error)
        return start
    return made
