"""How much the seed alone moves the trials of a study that trains each with several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.records import OverSeeds

_FEWEST = 3
"""With fewer trials there is no middle half."""


def trial_seeds_sentence(
    values: Sequence[float | None], spread: float | None, over: OverSeeds
) -> str:
    """Say what a trial's seeds scored, from the lowest to the highest."""
    found = sorted(value for value in values if value is not None)
    scores = [f"{value:.3f}" for value in found] + ["diverged"] * (len(values) - len(found))
    apart = "" if spread is None else f"; standard deviation {spread:.3f} USD"
    return f"The {over} of {len(values)} seeds: {', '.join(scores)}{apart}."


def seed_spread_sentence(trials: pd.DataFrame) -> str | None:
    """Say how far seeds move one configuration, beside what the trials span.

    None where the trials have one seed each, or where they are too few.
    """
    if "seed_spread" not in trials:
        return None
    there = trials[trials["seed_spread"].notna() & trials["value"].notna()]
    if len(there) < _FEWEST:
        return None
    low, high = np.quantile(there["value"], (0.25, 0.75))
    counts = there["seeds"].map(len)
    return (
        f"Each of these values is made of {counts.iloc[0]} seeds. Another seed moves one "
        f"configuration by {there['seed_spread'].median():.3f} USD (standard deviation, the median "
        f"of {len(there):,} trials); the middle half of the trials spans {high - low:.3f} USD."
    )
