"""The checked sets of a data source, read once and kept while the server runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.data import (
    DataSource,
    SampleSource,
    TaxiTables,
    lies_elsewhere,
    load_tables,
    source_from_json,
)
from pages.components.shared import elsewhere, state

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROWS = "training_rows"


def read(source: DataSource) -> TaxiTables:
    """Return the sets of a source; reading again is free. Raises DataError."""
    tables = _read_elsewhere(source) if lies_elsewhere(source) else _read(*_key(source))
    st.session_state.setdefault(_ROWS, {})[json.dumps(source.to_json())] = len(tables.train)
    return tables


def forget(source: DataSource) -> None:
    """Let the next reading of a source look at its files again."""
    _read.clear(*_key(source))
    elsewhere.forget(_key(source))


def training_rows(source: DataSource) -> int | None:
    """Return how many rows a source trains on, None as long as its files were not read."""
    if isinstance(source, SampleSource):
        return len(read(source).train)
    known: Mapping[str, int] = st.session_state.get(_ROWS, {})
    return known.get(json.dumps(source.to_json()))


def _key(source: DataSource) -> tuple[str, str]:
    """Return what the tables are kept under: files with whose they are, the sample for all."""
    root = "" if isinstance(source, SampleSource) else str(state.workspace().root)
    return json.dumps(source.to_json()), root


def _read_elsewhere(source: DataSource) -> TaxiTables:
    workspace = state.workspace()  # as a page knows it, and no thread beside one
    return elsewhere.waited_for(
        _key(source), lambda stop: load_tables(source, workspace, should_stop=stop)
    )


@st.cache_resource(max_entries=8, show_spinner="Reading and checking the data")
def _read(source: str, root: str) -> TaxiTables:
    del root  # the key alone: who may not read a file does not meet what another one read of it
    # The tables are frozen and read-only, so that every tab may hold the same ones.
    return load_tables(source_from_json(json.loads(source)), state.workspace())
