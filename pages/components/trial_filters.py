"""The filters of a study's trials, in the sidebar: beside the table and plots that they drive."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.selection import is_ranged
from pages.components import (
    filter_stops,
    range_slider,
    selection_words,
    trial_columns,
    trial_frames,
    trial_selection,
)

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.parameters import Parameter
    from dctaxi.analysis.selection import Selection
    from pages.components.trial_frames import StudyAt

_SHARES = (50.0, 25.0, 10.0, 5.0, 1.0)
_AT_FIRST = 6
"""Hyperparameters that have a filter before the reader asks for others."""

_EXACT = "filter_exact"


def show(study: StudyAt, trials: pd.DataFrame, selection: Selection) -> None:
    """Draw the filters of a study as they stand; what is changed goes into the selection."""
    parameters = {one.column: one for one in trial_frames.parameters(study)}
    with st.sidebar:
        st.subheader(
            "Filters", anchor=False, help="They drive table and plots alike, on all pages."
        )
        _statuses(study.name, trials, selection)
        _top(study.name, selection)
        for column in _columns(study.name, trials, list(parameters.values()), selection):
            _Filter(study.name, column, parameters.get(column), trials[column], selection).draw()
        st.toggle(
            "Exact numbers",
            key=_EXACT,
            persist_state="session",
            help="Type the ends of a range instead of dragging them.",
        )


def rangeable(trials: pd.DataFrame) -> list[str]:
    """Return the columns that hold numbers, those of the table first."""
    return [column for column in trial_columns.ordered(trials) if is_ranged(trials[column])]


def _statuses(study: str, trials: pd.DataFrame, selection: Selection) -> None:
    counts = trials["status"].value_counts()
    key = f"filter_statuses_{study}"
    st.session_state[key] = list(selection.statuses)
    st.pills(
        "Status",
        list(dict.fromkeys((*counts.index, *selection.statuses))),
        selection_mode="multi",
        format_func=lambda status: f"{status} {counts.get(status, 0):,}",
        key=key,
        help="None chosen shows all.",
        on_change=lambda: trial_selection.change(
            study,
            lambda old: dataclasses.replace(old, statuses=tuple(st.session_state[key])),
        ),
    )


def _top(study: str, selection: Selection) -> None:
    key = f"filter_top_{study}"
    now = selection.top_percent
    st.session_state[key] = now
    st.pills(
        "Best of the finished",
        sorted({*_SHARES, *(() if now is None else (now,))}, reverse=True),
        format_func=lambda share: f"{share:.4g} %",
        key=key,
        help="Keeps the trials with the lowest objective.",
        on_change=lambda: trial_selection.change(
            study, lambda old: dataclasses.replace(old, top_percent=st.session_state[key])
        ),
    )


def _columns(
    study: str, trials: pd.DataFrame, parameters: list[Parameter], selection: Selection
) -> list[str]:
    """Ask which columns have a filter, and return those; whatever is bounded has one."""
    offered = [
        *(column for column in rangeable(trials) if not column.startswith("params_")),
        *(one.column for one in parameters if one.column in trials),
    ]
    key = f"filter_columns_{study}"
    shown = st.session_state.get(key)
    if shown is None:
        shown = ["value", *(one.column for one in parameters if _at_first(one, trials))][:_AT_FIRST]
    bounded = [column for column in selection.columns if column in offered]
    st.session_state[key] = [
        column for column in dict.fromkeys((*shown, *bounded)) if column in offered
    ]
    chosen: list[str] = st.multiselect(
        "Filter by",
        offered,
        format_func=trial_columns.label,
        key=key,
        persist_state="session",
        on_change=lambda: trial_selection.change(
            study, lambda old: _only(old, st.session_state[key], offered)
        ),
    )
    return chosen


def _at_first(parameter: Parameter, trials: pd.DataFrame) -> bool:
    """Tell whether a parameter has a filter at once: seeds have no order, layers may be missing."""
    return parameter.name != "seed" and bool(trials[parameter.column].notna().all())


def _only(selection: Selection, columns: list[str], offered: list[str]) -> Selection:
    for column in offered:
        if column not in columns:
            selection = selection.without_column(column)
    return selection


class _Filter:
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

    def draw(self) -> None:
        """Draw the values to choose from, or the range with what lacks the parameter beside it."""
        if self._parameter is not None and self._parameter.kind == "categorical":
            choices = list(self._parameter.choices)
            missing = None not in choices and bool(self._values.isna().any())
            self._pills([*choices, *([None] if missing else [])])
            return
        if st.session_state.get(_EXACT):
            self._numbers()
        else:
            self._slider()
        if self._parameter is not None and self._values.isna().any():
            self._pills([None], below=True)

    def _slider(self) -> None:
        limits = self._selection.range_of(self._column)
        stops = self._stops()
        if len(stops) < 2 and limits.low is None and limits.high is None:
            told = selection_words.number_text(stops[0]) if stops else "no numbers"
            st.caption(f"{trial_columns.label(self._column)}: {told}")
            return
        low = stops[0] if limits.low is None else limits.low
        high = stops[-1] if limits.high is None else limits.high
        if low > high:  # said at the bar; a slider cannot show it
            self._numbers()
            return
        range_slider.show(
            trial_columns.label(self._column),
            filter_stops.with_ends(stops, low, high),
            (low, high),
            key=f"filter_slider_{self._column}_{self._study}",
            format_func=selection_words.number_text,
            on_change=functools.partial(self._moved, stops),
            meaning=trial_columns.about(self._column),
        )

    def _stops(self) -> list[float]:
        if self._parameter is None:
            return filter_stops.of_measure(self._values)
        return filter_stops.of_parameter(self._values, log=self._parameter.log)

    def _moved(self, stops: list[float], low: float, high: float) -> None:
        self._bound(low if low > stops[0] else None, high if high < stops[-1] else None)

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
                f"{label}, {word}",
                value=None,
                format="%.6g",
                placeholder=f"{hint:.4g}",
                key=key,
                on_change=lambda: self._bound(*(st.session_state[key] for key in keys)),
            )

    def _bound(self, low: float | None, high: float | None) -> None:
        trial_selection.change(self._study, lambda old: old.with_range(self._column, low, high))

    def _pills(self, values: list[object], *, below: bool = False) -> None:
        """Let values be chosen by their place, since pills have no None and take 1 for True."""
        wanted = self._selection.values_of(self._column)
        key = f"filter_values_{self._column}_{self._study}"
        st.session_state[key] = [i for i, value in enumerate(values) if value in wanted]
        st.pills(
            trial_columns.label(self._column),
            range(len(values)),
            selection_mode="multi",
            format_func=lambda i: selection_words.value_text(values[i]),
            key=key,
            label_visibility="collapsed" if below else "visible",
            help=None if below else trial_columns.about(self._column),
            on_change=lambda: trial_selection.change(
                self._study,
                lambda old: old.with_values(
                    self._column, [values[i] for i in sorted(st.session_state[key])]
                ),
            ),
        )
