"""The fare calculator: two ends on a map and a time give a fare, its spread, and trips near it."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.data import DESTINATION, ORIGIN, great_circle_miles
from dctaxi.plots.model.fare_map import (
    fare_map_data,
    fare_map_figure,
    fare_map_text,
    near_trips,
)
from pages.components.shared import plot_panel, refusal
from pages.components.shared.plain import Plain, Text, plain_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dctaxi.data import TaxiTables
    from dctaxi.model import FareModel
    from dctaxi.plots import TemplateName

_MAP, _START, _END = "fare_map", "fare_start", "fare_end"
_DATE, _HOUR = "fare_date", "fare_hour"

_PAIR = re.compile(r"\s*([+-]?\d+(?:\.\d*)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d*)?)\s*")
_TIMES: Final = ("year_integer", "month_integer", "dow_integer", "hour_integer")

Place = tuple[float, float]


def show(model: FareModel, tables: TaxiTables) -> None:
    """Draw the map, the fields, and the fare of the trip that they say."""
    _begin(tables)
    row = plot_panel.titled(
        "Fare calculator", "Click twice on the map, or type where the trip begins and ends."
    )
    left, right = st.columns([3, 2], gap="medium")
    with right:
        start = _place("From (latitude, longitude)", _START)
        end = _place("To (latitude, longitude)", _END)
        values = _time(model, tables) | _further(model, tables)
    with left:
        data = fare_map_data(tables.train, start, end)

        def draw(look: TemplateName) -> plot_panel.Drawn:
            return plot_panel.Drawn(fare_map_figure(data, template=look), fare_map_text(data))

        plot_panel.show(draw, row, key=_MAP, on_click=_clicked)
    with right:
        if start is not None and end is not None:
            _answer(model, tables, start, end, values)


def _begin(tables: TaxiTables) -> None:
    """Begin with a trip of the test rows, so that there is an answer to look at."""
    if _START not in st.session_state:
        rows = tables.val if tables.test is None else tables.test
        trip = rows[int(np.argsort(rows[:, 0])[len(rows) // 2])]
        st.session_state[_START] = _text((trip[ORIGIN[0]], trip[ORIGIN[1]]))
        st.session_state[_END] = _text((trip[DESTINATION[0]], trip[DESTINATION[1]]))


def _clicked() -> None:
    """Take a click for the end that is missing, or for the beginning of a new trip."""
    points = st.session_state[_MAP].selection.points
    if not points:
        return
    place = _text((points[0]["y"], points[0]["x"]))
    if st.session_state.get(_START) and not st.session_state.get(_END):
        st.session_state[_END] = place
    else:
        st.session_state[_START], st.session_state[_END] = place, ""


def _text(place: tuple[Any, Any]) -> str:
    return f"{place[0]:.5f}, {place[1]:.5f}"


def _place(label: Text, key: str) -> Place | None:
    """Draw one end; None where there is none, with a sentence where it is no place."""
    text = st.text_input(
        label,
        key=key,
        persist_state="session",
        placeholder="38.8977, -77.0365",
        help="Degrees, as maps give them; or click on the map.",
    )
    if not text.strip():
        return None
    match = _PAIR.fullmatch(text)
    place = None if match is None else (float(match[1]), float(match[2]))
    if place is None or not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
        refusal.show(
            "Expected a latitude from -90 to 90 and a longitude from -180 to 180, such as "
            f"38.8977, -77.0365, got {text[:60]!r}."
        )
        return None
    return place


def _time(model: FareModel, tables: TaxiTables) -> dict[str, float]:
    """Draw the time of the trip; return the columns that the model has of it."""
    wanted = [name for name in _TIMES if name in model.columns]
    if not wanted:
        return {}
    boxes = st.columns(2)
    values: dict[str, float] = {}
    if set(wanted) - {"hour_integer"}:
        day = boxes[0].date_input(
            "Day",
            _typical_day(model, tables),
            min_value=datetime.date(2000, 1, 1),
            max_value=datetime.date(2100, 12, 31),
            key=_DATE,
            persist_state="session",
        )
        # The schema counts the days of the week from 1, a Sunday.
        parts = {"year_integer": day.year, "month_integer": day.month}
        values |= parts | {"dow_integer": day.isoweekday() % 7 + 1}
    if "hour_integer" in wanted:
        values["hour_integer"] = boxes[1].number_input(
            "Hour", 0, 23, 12, key=_HOUR, persist_state="session"
        )
    return {name: float(values[name]) for name in wanted}


def _typical_day(model: FareModel, tables: TaxiTables) -> datetime.date:
    """Return a day of a year and a month that training rows have, the middle ones."""
    rows, year, month = tables.train, 2016, 6
    if "year_integer" in model.columns:
        years = rows[:, model.columns.index("year_integer")]
        year = int(np.sort(years)[len(years) // 2])
        rows = rows[years == year]
    if "month_integer" in model.columns:
        months = rows[:, model.columns.index("month_integer")]
        month = int(np.sort(months)[len(months) // 2])
    return datetime.date(min(max(year, 2000), 2100), month, 15)


def _further(model: FareModel, tables: TaxiTables) -> dict[str, float]:
    """Draw a field for every column that is no place and no time; return them by name."""
    first = 1 + len(ORIGIN) + len(DESTINATION)
    names = [name for name in model.columns[first:] if name not in _TIMES]
    return {
        name: float(
            st.number_input(
                Plain(name),
                value=float(np.median(tables.train[:, model.columns.index(name)])),
                key=f"fare_further_{place}_{model.id}",
            )
        )
        for place, name in enumerate(names)
    }


def _answer(
    model: FareModel, tables: TaxiTables, start: Place, end: Place, values: Mapping[str, float]
) -> None:
    places = dict(zip(model.columns[1:5], (*start, *end), strict=True))
    trip = {**places, **values}
    fare, spread = model.fare(**trip)
    unit = model.provenance.currency
    row = np.array([[0.0, *(trip[name] for name in model.columns[1:])]])
    near, away = near_trips(tables.train, start, end)
    with st.container(horizontal=True):
        st.metric("Fare", Plain(f"{fare:,.2f} {unit}"), border=True, height="stretch")
        if spread is not None:
            st.metric(
                "Networks differ by",
                Plain(f"{spread:.2f} {unit}"),
                help="The standard deviation of the networks' answers: where it is large, the fare "
                "is less sure. It is no interval for what will be paid.",
                border=True,
                height="stretch",
            )
    outside = model.outside(row)
    if outside is not None:
        st.warning(Plain(outside.sentence), icon=":material/explore_off:")
    st.caption(
        f"{great_circle_miles(row)[0]:.2f} miles as the crow flies. Training trips whose ends are "
        "nearest:"
    )
    _near(model, near, away)


def _near(model: FareModel, near: NDArray[np.float64], away: NDArray[np.float64]) -> None:
    unit = model.provenance.currency
    table = pd.DataFrame(
        {
            f"paid ({unit})": near[:, 0],
            f"predicted ({unit})": model.answers(near).mean(axis=1),
            "miles": great_circle_miles(near),
            "ends off by (miles)": away,
        }
    )
    if "hour_integer" in model.columns:
        table["hour"] = near[:, model.columns.index("hour_integer")].astype(int)
    st.dataframe(
        plain_rows(table.round(2)),
        hide_index=True,
        key="fare_near",
        alt="Training trips near the chosen one",
    )
