"""What trips of a data set should be."""

from __future__ import annotations

import dataclasses

import streamlit as st

from dctaxi.data import RULE_PRESETS, Rules
from dctaxi.errors import DataError
from dctaxi.foreign_text import revealed
from pages.components.shared import refusal

_BOUNDS = {
    "fare_min": "Lowest fare",
    "fare_max": "Highest fare",
    "year_min": "First year",
    "year_max": "Last year",
    "south": "South",
    "north": "North",
    "west": "West",
    "east": "East",
    "reach_miles": "Miles from the middle",
}
_KEY = "columns"


def show(before: Rules, own: str, *, left_out: bool) -> tuple[Rules, bool]:
    """Draw what trips should be, starting from how it was ``before``; return it, and whether trips
    that are not are left out, as they were if ``left_out``.

    ``own`` keeps the widgets of files apart.
    """
    st.markdown("**Rules**")
    st.caption(
        "What trips should be; a trip that breaks a rule stands out, and trains. Empty: no limit."
    )
    presets = [*RULE_PRESETS, "As below"]
    now = next((name for name, one in RULE_PRESETS.items() if one == before), "As below")
    preset = st.selectbox(
        "Start from", presets, presets.index(now), format_func=revealed, key=f"{_KEY}.preset.{own}"
    )
    values: dict[str, float | int | None] = {}
    with st.grid(5):
        for field in dataclasses.fields(Rules):
            value = getattr(before, field.name)
            values[field.name] = st.number_input(
                _BOUNDS[field.name],
                value=None if value is None else float(value),
                key=f"{_KEY}.{field.name}.{own}",
                format="%.0f" if field.name.startswith("year") else "%g",
                placeholder="no limit",
            )
    leave_out = st.toggle(
        "Leave out trips that break a rule",
        left_out,
        key=f"{_KEY}.leave_out.{own}",
    )
    if preset in RULE_PRESETS and preset != now:
        return RULE_PRESETS[preset], leave_out
    for name in ("year_min", "year_max"):
        year = values[name]
        values[name] = None if year is None else int(year)
    try:
        return Rules(**values), leave_out  # type: ignore[arg-type]
    except DataError as error:
        refusal.show(error)
        return before, leave_out
