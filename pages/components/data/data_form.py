"""Which data the next study trains on: the ways to get trips in, and what the network sees.

Trips are the sample, files by address or path, or an upload. They are used only once they were read
and checked; until then the last valid ones stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.data import (
    CHAPTER_SOURCE,
    FEATURE_SETS,
    MAX_SAMPLE_ROWS,
    MIN_SAMPLE_ROWS,
    ROLE_NAMES,
    DataSource,
    FeatureSet,
    GlobSource,
    SampleSource,
    TripSource,
    inputs_of,
    is_upload,
    store_upload,
)
from dctaxi.errors import DataError
from pages.components.data import using
from pages.components.shared import formats, state, term_link
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from streamlit.typing import UploadedFile

SAMPLE, ADDRESSES, UPLOAD = "Sample", "Addresses", "Upload"

_ICONS = {
    SAMPLE: ":material/casino:",
    ADDRESSES: ":material/link:",
    UPLOAD: ":material/upload_file:",
}
_WAY = "data.way"
_FEATURE_SET = "data.feature_set"
_GLOBS = {
    "train": "Trips (one file, or the training set)",
    "val": "Validation set (without one, trips are split)",
    "test": "Test set (optional)",
}


def source(used: DataSource) -> None:
    """Draw the ways in; ``used`` is the source in use."""
    _fill_once(used)
    chosen = st.segmented_control(
        "Where the trips come from",
        list(_ICONS),
        format_func=_shown_way,
        required=True,
        key=_WAY,
        persist_state="session",
    )
    way = chosen or SAMPLE
    {SAMPLE: _sample, ADDRESSES: _addresses, UPLOAD: _upload}[way]()
    using.say_why_not(way, used)


def features(choice: state.DataChoice) -> None:
    """Draw the choice of the feature set; it is kept at once."""
    st.session_state[_FEATURE_SET] = choice.feature_set
    st.segmented_control(
        labels.STUDY_OPTIONS["feature_set"].label,
        FEATURE_SETS,
        format_func=_shown_feature_set,
        required=True,
        key=_FEATURE_SET,
        on_change=_use_feature_set,
        help=term_link.about(labels.STUDY_OPTIONS["feature_set"]),
    )
    known = labels.FEATURE_SETS[choice.feature_set]
    seen = inputs_of(choice.source, choice.feature_set)
    term_link.show(known, f"{formats.count(len(seen), 'feature').capitalize()}.")


def _shown_way(way: str) -> str:
    return f"{_ICONS[way]} {Plain(way)}"


def _fill_once(source: DataSource) -> None:
    """Let the forms start from the source in use."""
    start = source if isinstance(source, SampleSource) else state.SAMPLE
    globs = source if isinstance(source, GlobSource | TripSource) else None
    uploaded = globs is not None and is_upload(globs.train, state.workspace())
    way = UPLOAD if uploaded else SAMPLE if globs is None else ADDRESSES
    st.session_state.setdefault(_WAY, way)
    st.session_state.setdefault("data.rows", start.rows)
    st.session_state.setdefault("data.seed", start.seed)
    for role in _GLOBS:
        address = None if globs is None or uploaded else getattr(globs, role)
        st.session_state.setdefault(f"data.{role}", address or "")


def follow() -> None:
    """Let the forms start from another source, which was chosen elsewhere."""
    for key in (_WAY, "data.rows", "data.seed", *(f"data.{role}" for role in _GLOBS)):
        st.session_state.pop(key, None)


def _sample() -> None:
    st.caption(
        "Synthetic trips, drawn from published facts about Washington, DC taxis: the meter's "
        "tariff, distances, streets and hours. None of them is a record of a real trip, and their "
        "fares can be learnt."
    )
    with st.form("data.sample", border=False):
        rows, seed = st.columns(2)
        rows.number_input(
            "Trips",
            MIN_SAMPLE_ROWS,
            MAX_SAMPLE_ROWS,
            key="data.rows",
            persist_state="session",
            step=1000,
            help="Two thirds train, a sixth each validates and tests.",
        )
        seed.number_input(
            "Seed",
            0,
            key="data.seed",
            persist_state="session",
            help="Another seed draws other trips in the same streets.",
        )
        st.form_submit_button("Use these trips", type="primary", on_click=_use_sample)


def _use_sample() -> None:
    rows, seed = st.session_state["data.rows"], st.session_state["data.seed"]
    using.use(SAMPLE, lambda: SampleSource(rows, seed))


def _addresses() -> None:
    st.caption(
        "Files of trips on this machine, or behind `https://`, `s3://` or `gs://`: CSV with any "
        "separator, gzip or Parquet. `*` matches any number of files. Columns are "
        "recognised by their names."
    )
    st.button(
        "Fill in the chapter's files",
        icon=":material/menu_book:",
        key="data.chapter",
        on_click=_fill_chapter,
    )
    with st.form("data.addresses", border=False):
        for role, label in _GLOBS.items():
            st.text_input(
                label,
                key=f"data.{role}",
                persist_state="session",
                placeholder=f"file:///trips/{role}*.csv",
            )
        st.form_submit_button("Check and use", type="primary", on_click=_use_addresses)


def _fill_chapter() -> None:
    for role in _GLOBS:
        st.session_state[f"data.{role}"] = getattr(CHAPTER_SOURCE, role)


def _use_addresses() -> None:
    train, val, test = (st.session_state[f"data.{role}"].strip() for role in _GLOBS)
    using.use_files(ADDRESSES, train, val or None, test or None)


def _upload() -> None:
    st.caption(
        "Files of trips: CSV with any separator, gzip or Parquet, up to "
        f"{_limit_mb()} MB each, and larger ones by their *Addresses*; they stay in this app's "
        "workspace. Columns are found by their names."
    )
    with st.form("data.upload", border=False):
        for role, label in _GLOBS.items():
            st.file_uploader(label, key=f"data.file.{role}")
        st.form_submit_button("Check and use", type="primary", on_click=_use_upload)


def _use_upload() -> None:
    try:
        globs = _stored_uploads()
    except DataError as error:
        using.refuse(UPLOAD, error)
    else:
        using.use_files(UPLOAD, globs["train"], globs.get("val"), globs.get("test"))


def _stored_uploads() -> dict[str, str]:
    """Keep the uploaded files in the workspace. Raises DataError that names the file at fault."""
    globs: dict[str, str] = {}
    for role in ROLE_NAMES:
        file: UploadedFile | None = st.session_state.get(f"data.file.{role}")
        if file is not None:
            globs[role] = store_upload(
                file.name, file.getvalue(), state.workspace(), limit_bytes=_limit_mb() * 2**20
            )
    if "train" not in globs:
        # A larger one does not leave the browser, which says so only at its chip.
        raise DataError(
            f"Expected a file of trips of at most {_limit_mb()} MB, got none: add one, or name a "
            "larger one by its path or address."
        )
    return globs


def _limit_mb() -> int:
    """Return how large a file the server's configuration lets through, a MB of 2**20 bytes."""
    return int(st.get_option("server.maxUploadSize"))


def _shown_feature_set(feature_set: FeatureSet) -> str:
    return labels.FEATURE_SETS[feature_set].label


def _use_feature_set() -> None:
    kept = state.data_choice().source
    state.set_data_choice(state.DataChoice(kept, st.session_state[_FEATURE_SET]))
