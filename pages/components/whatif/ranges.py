"""The ranges of a what-if, one row a parameter: its slider, over where the trials so far lie."""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi import labels
from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import layer_of
from dctaxi.space import Value, describe_dimension, describe_value, dimension_of, within
from pages.components.search import parameter_form
from pages.components.shared import open_lesson, range_slider, refusal, term_link
from pages.components.shared.plain import Plain
from pages.components.whatif import history, range_input, trials_so_far

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dctaxi.space import Dimension, SearchSpace
    from pages.components.trained.origin import Start
    from pages.components.whatif.question import WhatIf

_REFUSED = "whatif_refused"
"""Why the last entry of a parameter was refused, by parameter, and the start that this is of."""


def show(start: Start, what_if: WhatIf, trials: pd.DataFrame | None) -> None:
    """Draw a row for each parameter of the whole space; a change is kept at once."""
    _forget_what_is_gone(start)
    best = None if trials is None else trials_so_far.best_quarter(trials)
    if trials is not None and len(trials):
        st.caption("Move a range. Bars: the trials so far; solid, their best quarter.")
    changed = what_if.dimensions(start.space)
    for name in _rows(start.space, what_if):
        if open_lesson.hidden(name):
            continue
        row = _Row(start, name, changed.get(name, dimension_of(start.space, name)))
        with st.container(key=f"whatif_row_{name}", gap="xsmall"):
            row.draw(None if trials is None or best is None else _seen(trials, best, name))


def refused(start: Start) -> tuple[str, ...]:
    """Return the parameters whose entry was refused and not mended yet: their row says why."""
    return tuple(_problems(start))


def _rows(space: SearchSpace, what_if: WhatIf) -> list[str]:
    """Return the parameters, the learning rate first and the seed last, since it has no order."""
    own = [name for name, _ in what_if.changes if name not in space.parameters]
    middle = [name for name in (*space.parameters, *own) if name not in ("lr", "seed")]
    return ["lr", *middle, "seed"]


class _Seen(NamedTuple):
    """What trials have of a parameter, and for each value whether its trial is one of the best."""

    values: pd.Series
    best: NDArray[np.bool_]


class _Row:
    """One parameter: what it may be in the whole space, and what it may be now."""

    def __init__(self, start: Start, name: str, dimension: Dimension) -> None:
        self._start = start
        self._name = name
        self._parent = dimension_of(start.space, name)
        self._dimension = dimension
        self._kind = range_input.kind_of(name, self._parent)

    def draw(self, seen: _Seen | None) -> None:
        """Draw the heading, the bars and what moves the range."""
        self._heading()
        if open_lesson.locked(self._name):
            return
        if self._kind == "slider":
            self._slider(seen)
        elif self._kind == "pills":
            self._pills(seen)
        problem = _problems(self._start).get(self._name)
        if problem is not None:
            refusal.show(problem)

    def _heading(self) -> None:
        about = labels.parameter_label(self._name)
        beyond = not within(self._dimension, self._parent)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{Plain(about.label)}**", help=term_link.about(about), width="content")
            st.caption(Plain(self._words()), width="stretch")
            if beyond:
                st.badge("extension", icon=":material/open_in_full:", color="orange")
            if open_lesson.locked(self._name):
                st.badge("kept by the lesson", icon=":material/lock:", color="gray")
                return
            if self._dimension != self._parent:
                st.button(
                    "Whole range",
                    icon=":material/undo:",
                    type="tertiary",
                    key=_key("whole", self._name),
                    help=Plain(f"Back to {describe_dimension(self._parent)}."),
                    on_click=self._change,
                    args=(lambda: None,),
                )
            with st.popover("Exact", icon=":material/keyboard:", type="tertiary"):
                self._text()

    def _words(self) -> str:
        if self._dimension == self._parent:
            return describe_dimension(self._parent)
        return f"{describe_dimension(self._dimension)} of {describe_dimension(self._parent)}"

    def _text(self) -> None:
        key = _key("text", self._name)
        text = range_input.text_of(self._name, self._dimension, self._start.space)
        if self._name not in _problems(self._start):
            st.session_state[key] = text
        st.text_input(
            Plain(labels.parameter_label(self._name).label),
            key=key,
            on_change=self._change,
            args=(
                lambda: range_input.of_text(
                    self._name, st.session_state[key] or "", self._start.space
                ),
            ),
            help="A range as low:high, one value to fix it, or values with commas between. It may "
            "reach beyond the whole space. Behind a range, :log or :linear changes its scale.",
        )

    def _slider(self, seen: _Seen | None) -> None:
        stops = range_input.stops_of(self._parent, self._dimension)
        low, high = range_input.ends_of(self._dimension)
        if seen is not None:
            trials_so_far.bars(self._name, seen.values, seen.best, stops, low, high)
        range_slider.show(
            Plain(labels.parameter_label(self._name).label),
            stops,
            (low, high),
            key=_key("slider", self._name),
            format_func=describe_value,
            on_change=lambda *ends: self._change(
                lambda: range_input.of_slider(self._name, self._parent, *ends)
            ),
            label_visibility="collapsed",
        )

    def _pills(self, seen: _Seen | None) -> None:
        key = _key("pills", self._name)
        st.session_state[key] = range_input.chosen(self._parent, self._dimension)
        counts = Counter[Value]() if seen is None else Counter(seen.values.dropna().tolist())
        st.pills(
            Plain(labels.parameter_label(self._name).label),
            range_input.pills_of(self._parent),
            selection_mode="multi",
            key=key,
            format_func=functools.partial(self._pill, counts),
            label_visibility="collapsed",
            on_change=self._change,
            args=(lambda: self._of_pills(st.session_state[key]),),
        )

    def _of_pills(self, values: list[Value]) -> Dimension:
        if not values:
            raise SpaceError(f"{self._name}: expected at least one value; choose one.")
        return range_input.of_pills(self._name, self._parent, values)

    def _pill(self, counts: Counter[Value], value: Value) -> str:
        switch = parameter_form.is_switch(self._name)
        word = ("Off", "On")[int(value)] if switch else describe_value(value)
        return f"{Plain(word)} ({counts[value]:,})" if counts else Plain(word)

    def _change(self, make: Callable[[], Dimension | None]) -> None:
        """Keep the range that a widget stands for, or say at the row what is wrong with it."""
        problems = {k: v for k, v in _problems(self._start).items() if k != self._name}
        space = self._start.space
        try:
            dimension = make()
            now = history.current(self._start).now.changed(self._name, dimension, space)
            now.narrowed(space)
        except SpaceError as error:
            problems[self._name] = str(error)
        else:
            history.change(self._start, lambda session: session.moved(now))
        _keep(self._start, problems)


def _key(field: str, name: str) -> str:
    return f"whatif_{field}_{name}"


def _problems(start: Start) -> dict[str, str]:
    """Return why entries were refused, by parameter; those of another start are none here."""
    kept = st.session_state.get(_REFUSED)
    return kept["problems"] if kept is not None and kept["start"] == start.key else {}


def _keep(start: Start, problems: dict[str, str]) -> None:
    st.session_state[_REFUSED] = {"start": start.key, "problems": problems}


def _forget_what_is_gone(start: Start) -> None:
    """Drop the refusals whose fields are empty again, since another page was looked at."""
    there = {n: p for n, p in _problems(start).items() if _key("text", n) in st.session_state}
    _keep(start, there)


def _seen(trials: pd.DataFrame, best: NDArray[np.bool_], name: str) -> _Seen | None:
    """Return what trials have of a parameter, all layers together for the width of layers."""
    shared = name == "num_hidden_layer_neurons"
    columns = [
        column
        for column in map(str, trials.columns)
        if column == f"params_{name}" or (shared and layer_of(column[len("params_") :]) is not None)
    ]
    if not columns:
        return None
    values = pd.concat([trials[column] for column in columns], ignore_index=True)
    return _Seen(values, np.tile(best, len(columns)))
