"""The pictures of a model: predicted against paid, and its error by hour, distance and area."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.data import prepare, source_from_json
from dctaxi.errors import DcTaxiError
from dctaxi.plots.model import Judged, judged_of
from dctaxi.plots.model.areas import areas_data, areas_figure, areas_text
from dctaxi.plots.model.groups import groups_data, groups_figure, groups_text
from dctaxi.plots.model.predicted import predicted_data, predicted_figure, predicted_text
from pages.components.shared import plot_panel, refusal, tables

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from dctaxi.data import TaxiTables
    from dctaxi.model import FareModel
    from dctaxi.plots import TemplateName


_WITHOUT = "The model is whole, but its pictures and its calculator need its data."


def tables_of(model: FareModel) -> TaxiTables | None:
    """Return the data of a model; None, with a sentence, where they are gone or are others now."""
    where = model.provenance
    try:
        read = tables.read(source_from_json(where.source))
    except DcTaxiError as error:
        refusal.show(f"{_WITHOUT} {error}")
        return None
    found = _fingerprint(
        str(where.source), model.transform.feature_set, read.fingerprint, _tables=read
    )
    if found != where.fingerprint:
        refusal.show(f"{_WITHOUT} Its files have changed since it was fitted; fit it again.")
        return None
    return read


@st.cache_data(max_entries=16, show_spinner=False)
def _fingerprint(source: str, feature_set: Any, contents: str, *, _tables: TaxiTables) -> str:
    del source, contents  # with the features, the key of the cache: files may change in their place
    return prepare(_tables, feature_set).fingerprint


@st.cache_resource(max_entries=8, show_spinner=False)
def _judged(model_id: str, created: str, _model: FareModel, _tables: TaxiTables) -> Judged:
    del model_id, created  # the key of the cache
    return judged_of(_model, _tables)


def show(model: FareModel, data: TaxiTables) -> None:
    """Draw the pictures, two in a row."""
    judged = _judged(model.id, str(model.provenance.created_at), model, data)
    left, right = st.columns(2, gap="medium")
    with left:
        _panel(
            "Predicted against paid",
            f"A point for each trip of the {judged.set_name} rows; a perfect model's lie on the "
            "line.",
            predicted_data(judged),
            predicted_figure,
            predicted_text,
            "model_predicted",
        )
        _panel(
            "Error by hour",
            "The mean absolute error of the trips that begin in each hour.",
            groups_data(judged, "hour"),
            groups_figure,
            groups_text,
            "model_hours",
        )
    with right:
        _panel(
            "Error by area",
            "The mean absolute error by where trips begin.",
            areas_data(judged, "error"),
            areas_figure,
            areas_text,
            "model_areas",
        )
        _panel(
            "Error by distance",
            "The mean absolute error of eight groups of trips, by the distance between their ends.",
            groups_data(judged, "distance"),
            groups_figure,
            groups_text,
            "model_distances",
        )
    if judged.spread is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _panel(
            "Where the networks disagree",
            "The standard deviation of their answers, by where trips begin.",
            areas_data(judged, "spread"),
            areas_figure,
            areas_text,
            "model_spread",
        )
    with right:
        _panel(
            "Error by disagreement",
            "The mean absolute error of eight groups of trips, by how far the networks differ.",
            groups_data(judged, "spread"),
            groups_figure,
            groups_text,
            "model_torn",
        )


def _panel(
    title: str,
    about: str,
    data: Any,
    figure: Callable[..., go.Figure],
    text: Callable[[Any], str],
    key: str,
) -> None:
    if data is None:
        return

    def draw(look: TemplateName, data: Any) -> plot_panel.Drawn:
        return plot_panel.Drawn(figure(data, template=look), text(data))

    drawn = partial(draw, data=data)
    plot_panel.show(drawn, plot_panel.titled(title, about), key=key)
    plot_panel.drawn_table(drawn, key=key)
