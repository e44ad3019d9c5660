"""A study trial by trial: what was known after each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dctaxi.analysis.reading import ended_trials

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Replay:
    """The ended trials of a study in the order of their numbers, with three columns more.

    ``best`` is the lowest objective so far in USD (NaN before the first result), ``best_number``
    the trial that had it (-1 before), ``new_best`` whether it was this one.
    """

    trials: pd.DataFrame

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The trials' numbers, rising."""
        return self.trials["number"].to_numpy(dtype=np.int64)

    @property
    def new_bests(self) -> tuple[int, ...]:
        """Numbers of the trials that were better than all before."""
        return tuple(self.trials.loc[self.trials["new_best"], "number"].astype(int))

    def until(self, number: int) -> pd.DataFrame:
        """Return the trials up to a number, that one included."""
        return self.trials[self.trials["number"] <= number]


def replay_of(trials: pd.DataFrame) -> Replay:
    """Return the replay of a frame as ``frames.read_trials`` gives it."""
    ended = ended_trials(trials)
    ended = ended.reset_index(drop=True)
    values = ended["value"].to_numpy(dtype=np.float64)
    known = np.where(np.isfinite(values), values, np.inf)
    best = np.minimum.accumulate(known)
    before = np.concatenate([[np.inf], best])[: len(best)]
    new = known < before
    place = np.maximum.accumulate(np.where(new, np.arange(len(ended)), -1))
    numbers = ended["number"].to_numpy(dtype=np.int64)
    best_number = np.where(place >= 0, numbers[place] if len(numbers) else 0, -1)
    return Replay(
        ended.assign(
            best=np.where(np.isfinite(best), best, np.nan), best_number=best_number, new_best=new
        )
    )


def replay_text(replay: Replay, number: int) -> str:
    """Say what was known after a trial: the best so far, whose it was, how long ago that came."""
    until = replay.until(number)
    if until.empty:
        return "No trial has ended yet."
    now = until.iloc[-1]
    ended = f"{len(until):,} of {len(replay.trials):,} trials"
    if now["best_number"] < 0:
        return f"After {ended} none has a result."
    best = f"{now['best']:,.2f} USD"
    if now["new_best"]:
        known = until["best"].iloc[:-1].dropna()
        gained = f", {known.iloc[-1] - now['best']:,.2f} USD less than before" if len(known) else ""
        return f"After {ended}: trial {now['number']} is a new best with {best}{gained}."
    since = int((until["number"] > now["best_number"]).sum())
    return (
        f"After {ended}: the best is trial {now['best_number']} with {best}; "
        f"{'the trial' if since == 1 else f'the {since:,} trials'} since did no better."
    )
