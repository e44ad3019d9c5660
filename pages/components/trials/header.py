"""A study at a glance: how far it came, its best trial against the constant answer, its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.analysis.reading import headline_of
from pages.components.shared import formats, term_link

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.analysis.reading import Headline
    from pages.components.study.opening import Opened


def show(opened: Opened) -> None:
    """Draw four numbers about the trials of a study."""
    study, trials = opened.study, opened.trials
    objective = None if opened.plan is None else opened.plan.objective
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
    _best(tiles, headline_of(trials, objective))
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


def _best(tiles: DeltaGenerator, best: Headline | None) -> None:
    """Draw the best value beside what the constant answer scores on that trial's own rows."""
    tiles.metric(
        "Best" if best is None else f"Best, trial {best.trial:d}",
        formats.usd(None if best is None else best.value),
        delta=None if best is None else _beside(best),
        delta_color="off" if best is None or best.gain is None else "inverse",
        delta_arrow="off" if best is None or best.gain is None else "auto",
        delta_description=_constant(best),
        help=term_link.about(labels.METRICS["constant_objective"]),
        border=True,
        height="stretch",
    )


def _beside(best: Headline) -> str:
    return "constant answer not measured" if best.gain is None else f"{best.gain:.2f}"


def _constant(best: Headline | None) -> str | None:
    return None if best is None or best.constant is None else f"vs. constant {best.constant:.2f}"


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
