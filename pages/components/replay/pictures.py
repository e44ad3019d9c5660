"""The pictures of a replay: history and scatter up to a trial, and the table in step with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi import labels
from dctaxi.foreign_text import revealed
from dctaxi.plots.learn.replay import (
    ReplayPlots,
    history_spec,
    replay_data,
    rows_until,
    scatter_spec,
    scatter_text,
)
from dctaxi.plots.study.contour import CHAPTER_PAIR
from dctaxi.teaching.replay import Replay, replay_of, replay_text
from pages.components.shared import money, playback, plot_panel, present, vega
from pages.components.shared.plain import Plain, Text, plain_rows
from pages.components.study import frames, nothing_yet, picker, trial_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from dctaxi.analysis.reading import Parameter
    from dctaxi.workspace import Workspace

_KEY = "replay"
_X, _Y = "x", "y"
"""Widget keys that stand in the address as they are."""

_KEYS = "P plays and pauses, N and B take a step, J jumps to the next new best."
_BEAT_S = 0.4
_LONGEST_S = 60
_ROWS = 8
_ROW_PX = 33
"""Height of a row of Streamlit's tables in the app's font size."""


def show(workspace: Workspace, name: str) -> None:
    """Draw the replay of a study, or say what it lacks."""
    study = frames.StudyAt.now(workspace, name)
    replay = _replay(study)
    if nothing_yet.too_few(replay.trials, running=picker.is_running(workspace, name)):
        return
    known = {p.name: p for p in frames.parameters(study)}
    if not known:
        nothing_yet.nothing_searched()
        return
    x, y = _pair(known)
    data, look = _data(study, x, y), plot_panel.template()
    history, scatter = (
        money.chart(dict(spec(data, look))) for spec in (history_spec, scatter_spec)
    )

    def draw(number: int) -> None:
        sentence = money.said(replay_text(replay, number))
        alt = money.said(scatter_text(data, number))
        rows = rows_until(data, number)
        if present.on():
            with present.picture(f"{name}, trial {number:,}", sentence, key=_KEY, keys=_KEYS):
                large = vega.enlarged(history), vega.enlarged(scatter)
                _charts(rows, *large, sentence, alt)
            return
        plot_panel.heading(_KEY)
        st.markdown(Plain(sentence))
        _charts(rows, history, scatter, sentence, alt)
        _table(replay.until(number), known.values())

    playback.show(
        _KEY,
        name,
        data.last,
        draw,
        start=0,
        beat_s=_BEAT_S,
        stride=max(1, round(data.last * _BEAT_S / _LONGEST_S)),
        marks=replay.new_bests,
    )


def _charts(
    rows: pd.DataFrame,
    history: Mapping[str, Any],
    scatter: Mapping[str, Any],
    of_history: str,
    of_scatter: str,
) -> None:
    left, right = st.columns(2)
    for place, chart, name, text in (
        (left, history, "history", of_history),
        (right, scatter, "scatter", money.said(of_scatter)),
    ):
        shown = money.chart(dict(chart))
        place.vega_lite_chart(rows, shown, key=f"{_KEY}_{name}", alt=text)


def _pair(known: dict[str, Parameter]) -> tuple[Parameter, Parameter]:
    """Draw the choice of the two parameters that the scatter is drawn in."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        x = _choice(_X, "Across", list(known), CHAPTER_PAIR[1])
        y = _choice(_Y, "Up", [name for name in known if name != x] or [x], CHAPTER_PAIR[0])
    return known[x], known[y]


def _choice(key: str, label: Text, names: list[str], first: str) -> str:
    return st.selectbox(
        label,
        names,
        format_func=revealed,
        index=names.index(first) if first in names else 0,
        key=key,
        bind="query-params",
        persist_state="session",
        on_change=playback.pause,
        args=(_KEY,),
        width=260,
    )


def _table(until: pd.DataFrame, known: Iterable[Parameter]) -> None:
    """Draw the latest trials, the newest first."""
    columns = ["number", "value", "best", "status", *(p.column for p in known)]
    latest = until.iloc[: -_ROWS - 1 : -1][columns]
    st.dataframe(
        plain_rows(latest.assign(number=latest["number"].astype(str))),
        hide_index=True,
        height=_ROW_PX * (_ROWS + 1) + 2,
        key=f"{_KEY}_table",
        column_config={
            "number": "Trial",
            "value": st.column_config.NumberColumn(money.said("Objective (USD)"), format="%.2f"),
            "best": st.column_config.NumberColumn(
                money.said("Best so far (USD)"),
                help=labels.TERMS["best-so-far"].help,
                format="%.2f",
            ),
            "status": st.column_config.Column("Status", help=trial_columns.about("status")),
            **{
                p.column: st.column_config.Column(
                    trial_columns.label(p.column), help=trial_columns.about(p.column)
                )
                for p in known
            },
        },
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _replay(study: frames.StudyAt) -> Replay:
    return replay_of(frames.trials(study))


@st.cache_resource(max_entries=16, show_spinner=False)
def _data(study: frames.StudyAt, x: Parameter, y: Parameter) -> ReplayPlots:
    return replay_data(_replay(study), x, y)
