"""The filter of one column of the trials: values to choose from, or the two ends of a range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from pages.components.selection import filter_text, selected
from pages.components.shared import range_slider
from pages.components.shared.plain import Markdown, Plain
from pages.components.study import trial_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from dctaxi.analysis import Selection
    from dctaxi.analysis.reading import Choice, Parameter

_FEW = 4
"""So few whole numbers stand beside each other instead of on a slider."""

_OPEN = "\N{WORD JOINER}"
"""Stands unseen behind an open end, which so is another stop than a bound at the same number: as
trials come the end moves on with them, and a bound stays where it was set."""


class ColumnFilter:
    """One column: what it may be, as the selection has it."""

    def __init__(
        self,
        study: str,
        column: str,
        parameter: Parameter | None,
        values: pd.Series,
        selection: Selection,
    ) -> None:
        self._study = study
        self._column = column
        self._parameter = parameter
        self._values = values
        self._selection = selection

    def draw(self, *, exact: bool) -> None:
        """Draw the values to choose from, or the range with what lacks the parameter below it.

        ``exact`` lets the ends of a range be typed.
        """
        missing = [None] if self._parameter is not None and self._values.isna().any() else []
        listed = self._listed()
        if listed:
            self._pills([*listed, *(missing if None not in listed else [])])
            return
        if exact:
            self._numbers()
        else:
            self._slider()
        if missing:
            self._pills(missing, below=True)

    def _listed(self) -> list[Choice]:
        """Return the values that stand beside each other: choices, or a few whole numbers."""
        if self._parameter is None:
            return []
        if self._parameter.kind == "categorical":
            return list(self._parameter.choices)
        bounded = any(one.column == self._column for one in self._selection.ranges)
        if self._parameter.kind == "float" or bounded:
            return []
        found = sorted(int(value) for value in self._values.dropna().unique())
        return [*found] if len(found) <= _FEW else []

    def _slider(self) -> None:
        limits = self._selection.range_of(self._column)
        stops = self._stops()
        if len(stops) < 2 and limits.low is None and limits.high is None:
            text = filter_text.number_text(stops[0]) if stops else "no numbers"
            st.caption(Plain(f"{trial_columns.label(self._column)}: {text}"))
            return
        low = -math.inf if limits.low is None else limits.low
        high = math.inf if limits.high is None else limits.high
        if low > high:  # said at the bar; a slider cannot show it
            self._numbers()
            return
        inner = range_slider.stops_with_ends(stops[1:-1], limits.low, limits.high)
        known = [*stops, *inner]
        open_ends = {-math.inf: min(known), math.inf: max(known)}

        def text_of(stop: float) -> str:
            if stop in open_ends:
                return Markdown(f"{Plain(filter_text.number_text(open_ends[stop]))}{_OPEN}")
            return filter_text.number_text(stop)

        range_slider.show(
            trial_columns.label(self._column),
            [-math.inf, *inner, math.inf],
            (low, high),
            key=f"filter_slider_{self._column}_{self._study}",
            format_func=text_of,
            on_change=self._moved,
            meaning=trial_columns.explained(self._column),
        )

    def _stops(self) -> list[float]:
        if self._parameter is None:
            return range_slider.stops_of_measure(self._values)
        return range_slider.stops_of_parameter(self._values, log=self._parameter.log)

    def _moved(self, low: float, high: float) -> None:
        self._bound(low if math.isfinite(low) else None, high if math.isfinite(high) else None)

    def _numbers(self) -> None:
        limits = self._selection.range_of(self._column)
        label = trial_columns.label(self._column)
        keys = [f"filter_{end}_{self._column}_{self._study}" for end in ("low", "high")]
        st.session_state[keys[0]], st.session_state[keys[1]] = limits.low, limits.high
        low_box, high_box = st.columns(2, gap="small")
        for box, word, key, hint in (
            (low_box, "from", keys[0], self._values.min()),
            (high_box, "to", keys[1], self._values.max()),
        ):
            box.number_input(
                Plain(f"{label}, {word}"),
                value=None,
                format="%.6g",
                placeholder=f"{hint:.4g}",
                key=key,
                on_change=lambda: self._bound(*(st.session_state[key] for key in keys)),
            )

    def _bound(self, low: float | None, high: float | None) -> None:
        selected.change(self._study, lambda old: old.with_range(self._column, low, high))

    def _pills(self, values: Sequence[Choice], *, below: bool = False) -> None:
        """Let values be chosen by their place, since pills have no None and take 1 for True."""
        wanted = self._selection.values_of(self._column)
        key = f"filter_values_{self._column}_{self._study}"
        st.session_state[key] = [i for i, value in enumerate(values) if value in wanted]
        st.pills(
            Plain(trial_columns.label(self._column)),
            range(len(values)),
            selection_mode="multi",
            format_func=lambda i: Plain(filter_text.value_text(values[i], self._parameter)),
            key=key,
            label_visibility="collapsed" if below else "visible",
            help=None if below else trial_columns.explained(self._column),
            on_change=lambda: selected.change(
                self._study,
                lambda old: old.with_values(
                    self._column, [values[i] for i in sorted(st.session_state[key])]
                ),
            ),
        )
