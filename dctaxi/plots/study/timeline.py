"""Timeline: which trials were trained together, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dctaxi.analysis.reading import TrialRounds, trial_rounds
from dctaxi.plots.parts.numbers import count_text, usd
from dctaxi.plots.parts.template import LOOKS, Look, TemplateName, empty_figure, faded, make_figure
from dctaxi.plots.view import Scene, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWN_BARS = 300
"""More rounds than this are drawn some neighbours to a bar."""

_GAP_SHARE = 0.02


class Timeline(NamedTuple):
    """Bars of one round or of ``per_bar`` neighbours each: seconds and trial numbers.

    ``hover`` says what a bar holds, ``best`` is the number of its best trial, ``lost`` the share
    of its trials without a result. Of all rounds: ``rounds``, ``trials``, ``largest`` in trials,
    ``median_s`` and ``busy_s`` in seconds; ``pauses`` and ``untimed`` as in ``TrialRounds``.
    """

    starts_s: NDArray[np.float64]
    ends_s: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    best: NDArray[np.int64]
    lost: NDArray[np.float64]
    hover: tuple[str, ...]
    per_bar: int
    rounds: int
    trials: int
    largest: int
    median_s: float
    busy_s: float
    pauses: tuple[tuple[float, float], ...]
    untimed: int


def timeline_data(rounds: TrialRounds) -> Timeline:
    """Return the bars of a study's rounds."""
    count = len(rounds.first)
    per_bar = max(1, -(-count // DRAWN_BARS))
    groups = [slice(at, at + per_bar) for at in range(0, count, per_bar)]
    lengths = rounds.ends_s - rounds.starts_s
    best = [_best(rounds, group) for group in groups]
    sizes = rounds.sizes
    return Timeline(
        np.array([rounds.starts_s[group].min() for group in groups]),
        np.array([rounds.ends_s[group].max() for group in groups]),
        np.array([rounds.first[group].min() for group in groups], dtype=np.int64),
        np.array([rounds.last[group].max() for group in groups], dtype=np.int64),
        rounds.best[best],
        np.array([rounds.unfinished[group].sum() / sizes[group].sum() for group in groups]),
        tuple(_hover(rounds, group, top) for group, top in zip(groups, best, strict=True)),
        per_bar,
        count,
        int(sizes.sum()),
        int(sizes.max(initial=0)),
        float(np.median(lengths)) if count else 0.0,
        float(lengths.sum()),
        rounds.pauses,
        rounds.untimed,
    )


def timeline_figure(data: Timeline, *, template: TemplateName) -> go.Figure:
    """Draw a block for every round, from its first trial to its last and from start to end."""
    if not data.rounds:
        return empty_figure("No trial bears the times of its start and end.", template)
    look = LOOKS[template]
    heights = (data.last - data.first + 1).astype(np.float64)
    bars = go.Bar(
        orientation="h",
        base=data.starts_s,
        x=data.ends_s - data.starts_s,
        y=data.first + (heights - 1) / 2,
        width=heights,
        customdata=data.best,
        hovertext=data.hover,
        hovertemplate="%{hovertext}<extra></extra>",
        name="round",
        marker={"color": _colours(data, look), "line": {"color": look.main, "width": 1}},
    )
    figure = make_figure(
        [bars],
        template,
        height=420,
        showlegend=False,
        bargap=0,
        xaxis={"title": {"text": "seconds since the first trial"}, "rangemode": "tozero"},
        yaxis={"title": {"text": "trial"}, "range": [-0.5, float(data.last.max()) + 0.5]},
    )
    for at, seconds in data.pauses:
        figure.add_vline(
            x=at,
            line={"color": look.third, "width": 1, "dash": "dot"},
            annotation={
                "text": f"pause, {_duration(seconds)}",
                "font": {"color": look.third, "size": 12},
                "yanchor": "bottom",
            },
        )
    return figure


def timeline_text(data: Timeline) -> str:
    """Say how many rounds there were, how large, and where time was left out."""
    untimed = (
        f" {count_text(data.untimed, 'trial')} without times left out." if data.untimed else ""
    )
    if not data.rounds:
        return f"No trial bears the times of its start and end.{untimed}"
    span = float(data.ends_s.max())
    sentence = (
        f"{count_text(data.trials, 'trial')} in {count_text(data.rounds, 'round')} over "
        f"{_duration(span)}; "
    )
    sentence += (
        f"the largest round trained {data.largest:,} together and the median round took "
        f"{_duration(data.median_s)}."
        if data.largest > 1
        else f"each trained alone, in a median of {_duration(data.median_s)}."
    )
    if data.pauses:
        sentence += (
            f" {count_text(len(data.pauses), 'pause')} left out, "
            f"{_duration(sum(seconds for _, seconds in data.pauses))} in all."
        )
    if data.per_bar > 1:
        sentence += f" Each block is {data.per_bar:,} rounds."
    return sentence + untimed


def _best(rounds: TrialRounds, group: slice) -> int:
    values = rounds.values[group]
    place = 0 if np.isnan(values).all() else int(np.nanargmin(values))
    return int(group.start) + place


def _hover(rounds: TrialRounds, group: slice, best: int) -> str:
    first, last = rounds.first[group].min(), rounds.last[group].max()
    numbers = f"trial {first}" if first == last else f"trials {first:,} to {last:,}"
    count = len(rounds.first[group])
    place = f"round {group.start + 1:,}" + (f" to {group.start + count:,}" if count > 1 else "")
    lost = int(rounds.unfinished[group].sum())
    seconds = float((rounds.ends_s[group] - rounds.starts_s[group]).sum())
    lines = [f"{place}: {numbers}", f"{_duration(seconds)}"]
    if np.isfinite(rounds.values[best]):
        lines.append(f"best: trial {rounds.best[best]}, {usd(float(rounds.values[best]))}")
    if lost:
        lines.append(f"without a result: {lost:,}")
    return "<br>".join(lines)


def _colours(data: Timeline, look: Look) -> list[str]:
    return [look.failed if lost > 0.5 else faded(look.main, 0.55) for lost in data.lost]


def _duration(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def _of_scene(scene: Scene) -> Timeline:
    return timeline_data(trial_rounds(scene.shown))


def _rounds(scene: Scene, _data: Timeline) -> pd.DataFrame:
    """Return a row for every round."""
    rounds = trial_rounds(scene.shown)
    return pd.DataFrame(
        {
            "first trial": rounds.first,
            "last trial": rounds.last,
            "started, s": rounds.starts_s,
            "took, s": rounds.ends_s - rounds.starts_s,
            "finished": rounds.finished,
            "without a result": rounds.unfinished,
            "best trial": rounds.best,
            "its objective, USD": rounds.values,
        }
    )


TIMELINE = View(
    name="timeline",
    title="Timeline",
    question="Which trials were trained together, and where did the time go? A block is a round: "
    "its trials upwards, its time across. All trials of a round were asked for before any of "
    "their results was known.",
    data=_of_scene,
    figure=timeline_figure,
    sentence=timeline_text,
    table=_rounds,
)
