"""One row of the space editor: one parameter, searched or fixed, with its samples beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from dctaxi import labels
from dctaxi.errors import SpaceError
from dctaxi.space import describe_dimension
from pages.components.search import choice_list, parameter_form, sample_bars
from pages.components.shared import open_lesson, term_link
from pages.components.shared.plain import Plain, Text, code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.space import Dimension

_FIELD_NAMES = {"low": "Low", "high": "High", "step": "Step", "value": "Fixed value"}


def key(name: str, field: str) -> str:
    """Return the session key of one widget of a row."""
    return f"space.{name}.{field}"


def fill(name: str, dimension: Dimension, typed: Mapping[str, Any] | None = None) -> None:
    """Let a row's widgets show a dimension; to be called before they are drawn.

    ``typed`` is what they held beside it, if anything: it is shown where they can show it.
    """
    form = parameter_form.form_of(name, dimension)
    if typed is not None and parameter_form.holds(name, typed):
        form = dict(typed)
    for field, value in form.items():
        st.session_state[key(name, field)] = value


def beside(name: str, dimension: Dimension) -> dict[str, Any] | None:
    """Return what a row's widgets hold if that is not just this dimension."""
    if key(name, "kind") not in st.session_state:
        return None
    form = _form(name)
    return None if form == parameter_form.form_of(name, dimension) else form


def fill_once(name: str, dimension: Dimension) -> None:
    """Let a row that never showed anything show a dimension."""
    if key(name, "kind") not in st.session_state:
        fill(name, dimension)


class Row(NamedTuple):
    """A drawn row: its dimension, None while it holds none, and the place for a problem."""

    dimension: Dimension | None
    place: DeltaGenerator

    def say(self, problem: str) -> None:
        """Show a sentence at the bottom of the row."""
        self.place.error(Plain(problem), icon=":material/error:")

    def warn(self, warning: str) -> None:
        """Show a sentence about what is allowed but probably not meant."""
        self.place.warning(Plain(warning), icon=":material/warning:")


def show(name: str) -> Row:
    """Draw the row of a parameter."""
    with st.container(border=True, key=f"row-{name}", gap="xsmall"):
        heading, inputs, samples = st.columns(
            [1.3, 1.9, 1.15], gap="small", vertical_alignment="center"
        )
        with heading:
            _heading(name)
        with inputs:
            _inputs(name)
        row = Row(None, st.container())
        try:
            dimension = parameter_form.dimension_of(name, _form(name))
        except SpaceError as error:
            row.say(sentence(str(error)))
            return row
        with samples:
            sample_bars.show(dimension)
    return row._replace(dimension=dimension)


def show_closed(name: str, dimension: Dimension) -> Row:
    """Draw what a lesson keeps as it is; nothing where the lesson hides it."""
    place = st.container()
    if not open_lesson.hidden(name):
        with st.container(border=True, key=f"row-{name}"):
            about = labels.parameter_label(name)
            st.markdown(f":material/lock: **{Plain(about.label)}**", help=term_link.about(about))
            st.caption(f"{code(name)}: {Plain(describe_dimension(dimension))}, kept by the lesson")
    return Row(dimension, place)


def sentence(message: str) -> str:
    """Return an error's sentence with the field at fault as the form calls it."""
    field, colon, rest = message.partition(":")
    place = re.fullmatch(r"values\[(\d+)\]", field)
    if place is not None:
        field = f"Choice {int(place.group(1)) + 1}"
    field = _FIELD_NAMES.get(field, field[:1].upper() + field[1:])
    return f"{field}{colon}{rest}"


def _form(name: str) -> dict[str, Any]:
    return {field: st.session_state[key(name, field)] for field in parameter_form.FIELDS}


def _heading(name: str) -> None:
    """Draw the name with its switch, and small below it what it is called in code."""
    about = labels.parameter_label(name)
    with st.container(gap="xxsmall"):
        st.toggle(
            f"**{Plain(about.label)}**",
            key=key(name, "searched"),
            persist_state="session",
            help=f"{Plain(about.help)} Switch off to give every trial the same value.",
        )
        way = term_link.linked(about, code(name))  # a toggle's tooltip takes no click
        st.markdown(f":small[{way}]")


def _inputs(name: str) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", wrap=False, height="content"
    ):
        if not st.session_state[key(name, "searched")]:
            _fixed(name)
        elif parameter_form.is_word(name):
            st.multiselect(
                "Choices",
                parameter_form.words_of(name),
                key=key(name, "choices"),
                persist_state="session",
                label_visibility="collapsed",
            )
        else:
            if st.session_state[key(name, "kind")] == parameter_form.CHOICES:
                choice_list.show(name, key(name, "choices"))
            elif parameter_form.is_switch(name):
                st.markdown("Off or on", width="stretch")
            else:
                _range(name)
            _manner(name)


def _manner(name: str) -> None:
    """Draw the button behind which a row is made a list, or a range in log scale or in steps."""
    ranged = st.session_state[key(name, "kind")] == parameter_form.RANGE
    with st.popover(":material/tune:", help="A range or a list, log scale, step"):
        st.segmented_control(
            "Kind",
            (parameter_form.RANGE, parameter_form.CHOICES),
            format_func={parameter_form.RANGE: "Range", parameter_form.CHOICES: "List"}.__getitem__,
            required=True,
            key=key(name, "kind"),
            persist_state="session",
        )
        if ranged and not parameter_form.is_switch(name):
            log = st.toggle(
                "Log scale", key=key(name, "log"), persist_state="session", help=_LOG_HELP
            )
            _number(name, "step", "Step", disabled=log)


_LOG_HELP = (
    "Each order of magnitude gets as many samples as the next. Worth it when high is more than ten "
    "times low. A range in log scale has no step."
)


def _fixed(name: str) -> None:
    if not (parameter_form.is_word(name) or parameter_form.is_switch(name)):
        _number(name, "fixed", "Fixed value")
        return
    st.segmented_control(
        "Fixed value",
        parameter_form.words_of(name) if parameter_form.is_word(name) else (0, 1),
        format_func=_shown_option,
        required=True,
        key=key(name, "fixed"),
        persist_state="session",
        label_visibility="collapsed",
        width="stretch",
    )


def _shown_option(value: int | str) -> str:
    return {"0": "Off", "1": "On"}.get(str(value), Plain(value))


def _range(name: str) -> None:
    _number(name, "low", "Low")
    st.markdown("to", width="content")
    _number(name, "high", "High")


def _number(name: str, field: str, label: Text, *, disabled: bool = False) -> None:
    real = parameter_form.is_real(name)
    st.number_input(
        label,
        # An empty field may mean something only for the step; for the others it is a slip.
        value=None if field == "step" else "min",
        step=0.001 if real else 1,
        format="%.6g" if real else "%d",
        key=key(name, field),
        persist_state="session",
        label_visibility="visible" if field == "step" else "collapsed",
        placeholder="none" if field == "step" else label.lower(),
        disabled=disabled,
    )
