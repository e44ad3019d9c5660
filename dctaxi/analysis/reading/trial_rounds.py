"""When the rounds of a study ended, on an axis without the pauses between two runs of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PAUSE_SHARE = 0.05
"""A gap between rounds longer than this share of all training time, and than every round, is a
pause: the study was stopped and went on later."""

_SHORTEST_PAUSE_S = 5.0


class RoundEnds(NamedTuple):
    """The ends of rounds in order, in seconds since the first trial started with pauses taken out,
    and the lowest objective of each in USD, NaN where no trial has one; both ``[rounds]``.
    """

    ends_s: NDArray[np.float64]
    best: NDArray[np.float64]


def round_ends(trials: pd.DataFrame) -> RoundEnds:
    """Return the rounds of a frame's ended trials, by the times that Optuna keeps.

    A trial belongs to the round before it when it started before the first trial of that round
    ended: it was asked for without knowing any of their results. A round ends when its last trial
    does, or as many seconds after its start as are kept with its first.
    """
    timed = trials[trials["datetime_start"].notna() & trials["datetime_complete"].notna()]
    if timed.empty:
        return RoundEnds(np.empty(0), np.empty(0))
    timed = timed.sort_values(["datetime_start", "number"])
    starts, ends = (
        timed[name].to_numpy().astype("datetime64[us]").astype(np.float64) / 1e6
        for name in ("datetime_start", "datetime_complete")
    )
    kept_s = timed["round_s"].fillna(0.0).to_numpy() if "round_s" in timed else 0.0
    rounds = timed.assign(
        start=starts, end=np.maximum(ends, starts + kept_s), round=_rounds(starts, ends)
    ).groupby("round")
    begin, finish = rounds["start"].min().to_numpy(), rounds["end"].max().to_numpy()
    gaps = np.append(0.0, begin[1:] - np.maximum.accumulate(finish)[:-1])
    lengths = finish - begin
    longest = max(_SHORTEST_PAUSE_S, float(lengths.max()), PAUSE_SHARE * float(lengths.sum()))
    taken_out = begin[0] + np.cumsum(np.where(gaps > longest, gaps, 0.0))
    return RoundEnds(finish - taken_out, rounds["value"].min().to_numpy(dtype=np.float64))


def _rounds(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> list[int]:
    """Return each trial's round, given trials in the order of their starts."""
    found: list[int] = []
    first_end = -np.inf
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        new = start >= first_end
        first_end = end if new else min(first_end, end)
        found.append((found[-1] if found else -1) + new)
    return found
