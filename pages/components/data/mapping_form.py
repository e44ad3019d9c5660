"""What the columns of files are, how one file is split, what trips should be, what it is called.

The form shows how the data in use are read, or what was found in files not understood yet.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dctaxi.data import (
    ANY_CITY,
    FORMATS,
    PLACES,
    DataSource,
    FileLook,
    Rules,
    Split,
    TripSource,
    currency_of,
    data_label,
    look_at,
    mapping_from_json,
    normalise_glob,
    propose,
    with_time_format,
)
from dctaxi.errors import DataError
from dctaxi.foreign_text import revealed
from pages.components.data import rules_form, split_form, using
from pages.components.shared import elsewhere, state
from pages.components.shared.plain import Plain, Text, plain_rows

WAY = "columns"

_PARTS = {
    "fare": "Fare",
    "origin_latitude": "Origin latitude",
    "origin_longitude": "Origin longitude",
    "destination_latitude": "Destination latitude",
    "destination_longitude": "Destination longitude",
}
_TIME_PARTS = {"year": "Year", "month": "Month", "day_of_week": "Day of the week", "hour": "Hour"}
_SEEN = {part: label for part, label in (_PARTS | _TIME_PARTS).items() if part != "fare"}
_WHOLE = "Where one column holds whole positions, such as `POINT (-87.62 41.88)`, choose it twice."
_PREVIEW_ROWS = 5
_KEY = "columns"


class _Files(NamedTuple):
    """Files, and what is known of how they are to be read."""

    train: str
    val: str | None
    test: str | None
    found: dict[str, Any]
    split: Split | None
    rules: Rules
    leave_out: str
    city: str
    currency: str | None
    name: str


def show(used: DataSource) -> None:
    """Draw what the data in use are called, and the form of their files: below it, or above it for
    files that were named and are not in use.
    """
    above = st.container()
    st.subheader(Plain(data_label(used, state.workspace())), anchor=False)
    with above if using.pending() else st.container():
        _files_form(used)


def _files_form(used: DataSource) -> None:
    files = _files(used)
    if files is None:
        return
    try:
        look = _look(normalise_glob(files.train), str(state.workspace().root))
    except DataError:
        return  # the way that named the files says so
    waiting = using.pending() is not None and using.refused()
    with st.expander("Columns, split and rules", icon=":material/view_column:", expanded=waiting):
        st.caption(f"{Plain(look.name)}: {Plain(look.layout)}. The first rows:")
        first = pd.DataFrame(look.rows[:_PREVIEW_ROWS], columns=list(look.columns))
        st.dataframe(plain_rows(first), hide_index=True, alt="The first rows of the file")
        _form(look, files)
        using.say_why_not(WAY, used)


def _files(used: DataSource) -> _Files | None:
    waiting = using.pending()
    if waiting is not None and waiting["train"]:
        return _Files(
            waiting["train"], waiting["val"], waiting["test"], {}, None, ANY_CITY, "errors", "",
            None, "",
        )  # fmt: skip
    if not isinstance(used, TripSource):
        return None
    found = used.mapping.to_json()
    return _Files(
        used.train, used.val, used.test, found, used.split, used.rules, used.leave_out, used.city,
        used.currency, data_label(used, state.workspace()),
    )  # fmt: skip


def _look(glob: str, root: str) -> FileLook:
    if glob.startswith("file://"):
        return _look_here(glob, root)
    workspace = state.workspace()
    return elsewhere.waited_for(
        ("look", glob, root), lambda stop: look_at(glob, workspace, should_stop=stop)
    )


@st.cache_data(max_entries=8, show_spinner="Looking at the file")
def _look_here(glob: str, root: str) -> FileLook:
    del root  # the key alone: who may not read a file does not meet what another one saw of it
    return look_at(glob, state.workspace())


def _form(look: FileLook, files: _Files) -> None:
    # Widgets of other files are other widgets, so that each starts from what was found in its own.
    own = json.dumps([files.train, files.val, files.found, files.city, files.name])
    proposal = propose(look)
    found = files.found or proposal.found
    currency_found = files.currency or currency_of(look, found.get("fare"))
    with st.form(f"{_KEY}.{own}", border=False):
        with st.grid(3):
            texts = {name: _column(label, name, found, look, own) for name, label in _PARTS.items()}
        formats: list[str] = list(FORMATS)
        given = found.get("time_format")
        with st.grid(3):
            texts["time"] = _column("Time, or its day", "time", found, look, own)
            texts["time_of_day"] = _column(
                "Its time of day, if apart", "time_of_day", found, look, own
            )
            texts["time_format"] = st.selectbox(
                "Its format",
                formats,
                index=formats.index(given) if given in formats else None,
                format_func=FORMATS.__getitem__,
                placeholder="found by itself",
                key=f"{_KEY}.format.{own}",
            )
        with st.grid(4):
            for name, label in _TIME_PARTS.items():
                texts[name] = _column(f"or its {label.lower()}", name, found, look, own)
        first_day = st.segmented_control(
            "Days of the week",
            [1, 0],
            format_func=lambda day: "1 to 7" if day else "0 to 6",
            default=found.get("first_day", 1),
            required=True,
            key=f"{_KEY}.first_day.{own}",
            help="As the file's numbers have them; the first is taken for Sunday.",
        )
        extras = st.multiselect(
            "Further features",
            list(look.numeric),
            default=[name for name in found.get("extras", ()) if name in look.numeric],
            format_func=revealed,
            key=f"{_KEY}.extras.{own}",
            help="Numbers that are known before the trip; a tip or a total tells the fare itself.",
        )
        unseen = st.multiselect(
            "Kept from the network",
            list(_SEEN),
            default=[name for name in _SEEN if name in found.get("unseen", ())],
            format_func=_SEEN.__getitem__,
            key=f"{_KEY}.unseen.{own}",
            help="Parts of the trip that it does not see. Without the places it sees how far they "
            "are apart.",
        )
        split = split_form.show(
            look, files.split, proposal.split_column, found, own, sets_apart=files.val is not None
        )
        rules, leave_out_broken = rules_form.show(
            files.rules, own, left_out=files.leave_out == "errors and rules"
        )
        st.markdown("**What it is called**")
        with st.grid(3):
            city = st.text_input("City", files.city, max_chars=60, key=f"{_KEY}.city.{own}")
            currency = st.text_input(
                "Currency", currency_found, max_chars=8, key=f"{_KEY}.currency.{own}"
            )
            name = st.text_input(
                "Name of the data set", files.name, max_chars=60, key=f"{_KEY}.name.{own}"
            )
        if st.form_submit_button("Check and use", type="primary", key=f"{_KEY}.use.{own}"):
            leave_out = files.leave_out if files.found else "nothing"
            if leave_out_broken:
                leave_out = "errors and rules"
            elif leave_out == "errors and rules":
                leave_out = "errors"

            def make() -> DataSource:
                kept = {part: column for part, column in texts.items() if column is not None}
                lacking = [label for part, label in _PARTS.items() if part not in kept]
                if lacking:
                    raise DataError(
                        f"Expected a column for {', '.join(lacking).lower()}, got none; choose it."
                    )
                mapping = mapping_from_json(
                    with_time_format(look, kept, found)
                    | {"first_day": first_day, "extras": list(extras), "unseen": list(unseen)}
                )
                return TripSource(
                    files.train, mapping, files.val, files.test, split, rules,
                    leave_out, city.strip(), currency.strip(),  # type: ignore[arg-type]
                )  # fmt: skip

            using.use(WAY, make, name.strip())
            st.rerun()


def _column(label: Text, name: str, found: dict[str, Any], look: FileLook, own: str) -> str | None:
    column = found.get(name)
    return st.selectbox(
        label,
        look.columns,
        index=look.columns.index(column) if column in look.columns else None,
        format_func=revealed,
        placeholder="none",
        key=f"{_KEY}.{name}.{own}",
        help=_WHOLE if name in PLACES else None,
    )
