"""A study at a glance: how far it came, its best trial against the constant answer, its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from pages.components.shared import formats, term_link

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.analysis import Baseline
    from dctaxi.analysis.reading import StudySummary


def show(study: StudySummary, trials: pd.DataFrame, baseline: Baseline | None) -> None:
    """Draw four numbers about the trials of a study."""
    finished = trials[trials["status"] == "finished"]
    unfinished = int(trials["status"].isin(["failed", "diverged"]).sum())
    tiles = st.grid(4, min_column_width=160)
    tiles.metric(
        "Finished trials",
        f"{len(finished):,}",
        delta=f"of {study.total:,} planned",
        delta_color="off",
        delta_arrow="off",
        help=term_link.about(labels.TERMS["trial"]),
        border=True,
        height="stretch",
    )
    _best(tiles, finished, baseline)
    tiles.metric(
        "Failed or diverged",
        f"{unfinished:,}",
        delta=f"{unfinished / len(trials):.0%} of all trials" if len(trials) else None,
        delta_color="off",
        delta_arrow="off",
        help=term_link.about(labels.TERMS["diverged"]),
        border=True,
        height="stretch",
    )
    _pace(tiles, trials)


def _best(tiles: DeltaGenerator, finished: pd.DataFrame, baseline: Baseline | None) -> None:
    best = finished.iloc[int(finished["value"].argmin())] if len(finished) else None
    tiles.metric(
        "Best" if best is None else f"Best, trial {int(best['number'])}",
        formats.usd(None if best is None else float(best["value"])),
        delta=None
        if best is None or baseline is None
        else round(float(best["value"]) - baseline.typical, 2),
        delta_color="inverse",
        delta_description=None if baseline is None else "vs. constant answer",
        help=term_link.about(labels.METRICS["baseline"]),
        border=True,
        height="stretch",
    )


def _pace(tiles: DeltaGenerator, trials: pd.DataFrame) -> None:
    """Say how long one training took; the half of them that took longer is not told apart."""
    seconds = trials["train_s"].fillna(trials["duration_s"]).dropna()
    tiles.metric(
        "Time of a training",
        formats.training_time(float(seconds.median())) if len(seconds) else "none yet",
        delta="median of all trials" if len(seconds) else None,
        delta_color="off",
        delta_arrow="off",
        help=term_link.about(labels.METRICS["train_s"]),
        border=True,
        height="stretch",
    )
