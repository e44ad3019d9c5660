"""Which trials of a study were trained at the same time, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAUSE_SHARE = 0.05
"""A gap between rounds longer than this share of all training time, and than every round, is a
pause: the study was stopped and went on later."""

_SHORTEST_PAUSE_S = 5.0


class TrialRounds(NamedTuple):
    """Rounds in order; arrays ``[rounds]``.

    ``starts_s`` and ``ends_s`` are seconds since the first trial started, with the pauses taken
    out; ``first`` and ``last`` are trial numbers. ``finished`` and ``unfinished`` count trials with
    and without a value, ``best`` is the number of the round's best trial (of its first where none
    has a value) and ``values`` the objective of that one in USD. ``pauses`` are the places on this
    axis where time was taken out, each with the seconds. ``untimed`` counts trials that bear no
    times or have not ended.
    """

    starts_s: NDArray[np.float64]
    ends_s: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    finished: NDArray[np.int64]
    unfinished: NDArray[np.int64]
    best: NDArray[np.int64]
    values: NDArray[np.float64]
    pauses: tuple[tuple[float, float], ...]
    untimed: int

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many trials each round trained."""
        return self.finished + self.unfinished


def trial_rounds(trials: pd.DataFrame) -> TrialRounds:
    """Return the rounds of a frame's ended trials, by the times that Optuna keeps.

    A trial belongs to the round before it when it started before the first trial of that round
    ended: it was asked for without knowing any of their results. A round ends when its last trial
    does, or as many seconds after its start as are kept with its first.
    """
    timed = trials[trials["datetime_start"].notna() & trials["datetime_complete"].notna()]
    timed = timed.sort_values(["datetime_start", "number"])
    starts, ends = _seconds(timed["datetime_start"]), _seconds(timed["datetime_complete"])
    known = timed["round_s"].fillna(0.0).to_numpy() if "round_s" in timed else 0.0
    rounds = timed.assign(
        start=starts, end=np.maximum(ends, starts + known), round=_rounds(starts, ends)
    )
    grouped = rounds.groupby("round")
    first_best = rounds.sort_values("value", kind="stable").groupby("round").first()
    finite = grouped["value"].count().to_numpy().astype(np.int64)
    begin, finish = grouped["start"].min().to_numpy(), grouped["end"].max().to_numpy()
    moved, pauses = _without_pauses(begin, finish)
    return TrialRounds(
        begin - moved,
        finish - moved,
        grouped["number"].min().to_numpy(dtype=np.int64),
        grouped["number"].max().to_numpy(dtype=np.int64),
        finite,
        grouped.size().to_numpy(dtype=np.int64) - finite,
        first_best["number"].to_numpy(dtype=np.int64),
        first_best["value"].to_numpy(dtype=np.float64),
        pauses,
        len(trials) - len(timed),
    )


def _seconds(times: pd.Series) -> NDArray[np.float64]:
    seconds: NDArray[np.float64] = times.to_numpy().astype("datetime64[us]").astype(np.float64)
    return seconds / 1e6


def _rounds(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> list[int]:
    """Return each trial's round, given trials in the order of their starts."""
    found: list[int] = []
    first_end = -np.inf
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        new = start >= first_end
        first_end = end if new else min(first_end, end)
        found.append((found[-1] if found else -1) + new)
    return found


def _without_pauses(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[tuple[float, float], ...]]:
    """Return how far each round moves to the left, and the pauses on the shortened axis."""
    if not len(starts):
        return starts, ()
    busy_until = np.maximum.accumulate(ends)
    gaps = np.append(0.0, starts[1:] - busy_until[:-1])
    lengths = ends - starts
    longest = max(_SHORTEST_PAUSE_S, float(lengths.max()), PAUSE_SHARE * float(lengths.sum()))
    taken_out = np.where(gaps > longest, gaps, 0.0)
    moved = starts[0] + np.cumsum(taken_out)
    places = np.flatnonzero(taken_out)
    pauses = tuple((float(starts[i] - moved[i]), float(taken_out[i])) for i in places)
    return moved, pauses
