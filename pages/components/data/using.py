"""From what a form names to the data in use: read, checked, kept under a name, or refused.

What is refused is said where it was asked for. Rows that cannot be used end nothing: a button
leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.data import (
    BadRowsError,
    DataSource,
    SampleSource,
    Wishes,
    data_set_of,
    free_name,
    keep_data_set,
    source_from_json,
    source_of_files,
)
from dctaxi.errors import DataError
from pages.components.shared import refusal, state, tables
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.data import Problem

_PROBLEM = "data.problem"
_BAD_ROWS = "data.bad_rows"
_FILES = "data.files"
"""The files that were named last and whose columns are not all known, as addresses by role."""


def use(way: str, make: Callable[[], DataSource], name: str = "") -> None:
    """Read and check a source, then use it; what is wrong is said at the form of this ``way``.

    A source of files is kept as a data set, under ``name`` or one that follows from it; under the
    name of the one in use it takes its place.
    """
    st.session_state[_PROBLEM] = st.session_state[_BAD_ROWS] = None
    try:
        made = make()
        tables.forget(made)
        try:
            read = tables.read(made)
        except BadRowsError as error:
            st.session_state[_BAD_ROWS] = {
                "way": way, "source": made.to_json(), "name": name, "bad": error.bad,
                "total": error.total, "rows": [_row(one) for one in error.problems],
            }  # fmt: skip
            return
        if not isinstance(made, SampleSource):
            workspace = state.workspace()
            kept = data_set_of(made, workspace)
            before = data_set_of(state.data_choice().source, workspace)
            if name or kept is None:
                keep_data_set(
                    name or free_name(_name_of(made), workspace), read, workspace,
                    instead_of=before if before is not None and before.name == name else None,
                )  # fmt: skip
    except DataError as error:
        st.session_state[_PROBLEM] = (way, str(error))
    else:
        st.session_state[_FILES] = None
        state.use_trips(made, state.data_choice().feature_set)


def use_files(way: str, train: str, val: str | None, test: str | None) -> None:
    """Use files as they seem to be; the form of columns opens where some are not found."""
    workspace = state.workspace()
    st.session_state[_FILES] = {"train": train, "val": val, "test": test}
    use(way, lambda: source_of_files(train, workspace, val=val, test=test, wishes=Wishes()))


def pending() -> dict[str, str | None] | None:
    """Return the files that were named and are not in use, by role."""
    found: dict[str, str | None] | None = st.session_state.get(_FILES)
    return found


def refused() -> bool:
    """Tell whether something was refused for another reason than bad rows."""
    return st.session_state.get(_PROBLEM) is not None


def refuse(way: str, error: DataError) -> None:
    """Keep why the form of this ``way`` named no files; what was said of those before is over."""
    st.session_state[_FILES] = st.session_state[_BAD_ROWS] = None
    st.session_state[_PROBLEM] = (way, str(error))


def say_why_not(way: str, used: DataSource) -> None:
    """Draw why what this ``way`` asked for is not used, and how to go on."""
    problem = st.session_state.get(_PROBLEM)
    if problem is not None and problem[0] == way:
        refusal.show(problem[1])
        st.caption(f"Still in use: {Plain(used.title)}.")
    bad = st.session_state.get(_BAD_ROWS)
    if bad is not None and bad["way"] == way:
        _bad_rows(bad, used)


def _bad_rows(bad: dict[str, Any], used: DataSource) -> None:
    refusal.show(f"{bad['bad']:,} of {bad['total']:,} rows cannot be used.")
    errors = [(file, said) for kind, file, said in bad["rows"] if kind == "error"]
    several = len({file for file, _ in errors}) > 1
    lines = [f"- {Plain(f'{file}: {said}' if several else said)}" for file, said in errors]
    st.markdown("\n".join(lines))
    st.button(
        f"Leave out these {bad['bad']:,} rows" if bad["bad"] > 1 else "Leave out this row",
        icon=":material/filter_alt:",
        type="primary",
        key="data.leave_out",
        on_click=_leave_out,
        args=(bad,),
    )
    st.caption(f"Or correct the file and check it again. Still in use: {Plain(used.title)}.")


def _leave_out(bad: dict[str, Any]) -> None:
    source = {**bad["source"], "leave_out": "errors"}
    use(bad["way"], lambda: source_from_json(source), bad["name"])


def _row(problem: Problem) -> tuple[str, str, str]:
    """Return its severity, its file and what it says."""
    return problem.severity, problem.where.rpartition("/")[2], problem.sentence


def _name_of(source: DataSource) -> str:
    """Return a first name for a data set: the city's, else that of its file."""
    city: str = getattr(source, "city", "")
    file: str = getattr(source, "train", "").rstrip("/").rpartition("/")[2]
    return city or "".join(one if one.isprintable() else " " for one in file.split(".")[0])
