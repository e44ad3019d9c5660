"""The class's guesses on one picture, and after the reveal the truth, the table and chance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.classroom import arrived
from dctaxi.plots.learn.guesses import (
    QUESTION,
    TITLE,
    Guesses,
    guesses_figure,
    guesses_rows,
    guesses_text,
)
from pages.components.classroom import truth
from pages.components.shared import plot_panel, refusal, who
from pages.components.shared.plain import Plain, plain_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.classroom import ClassSettings, Run, Scores
    from dctaxi.plots import TemplateName

_KEY = "class_guesses"
_POLL_S = 1.0
_MOST_PX = 300
"""A picture below the lesson and its buttons ends within a screen of 800 pixels."""


def hidden(settings: ClassSettings, run: Run) -> None:
    """Draw a dot for each guess that arrives, and not what it says."""

    def tick() -> None:
        data = Guesses((), (), (), arrived(settings, run.number))
        if not data.arrived:
            st.caption(Plain(guesses_text(data)))
            return
        plot_panel.show(
            partial(_drawn, data), plot_panel.titled(TITLE, QUESTION), key=_KEY, most_px=_MOST_PX
        )

    st.fragment(tick, run_every=_POLL_S, key="class_arriving")()


def revealed(settings: ClassSettings, run: Run) -> Scores | None:
    """Draw the guesses above what is true, the table beside; return it, None until it is there."""
    trained = truth.found(run)
    data = truth.dots(settings, run, trained)
    plot_panel.show(
        partial(_drawn, data), plot_panel.titled(TITLE, QUESTION), key=_KEY, most_px=_MOST_PX
    )
    plot_panel.table(lambda: pd.DataFrame(guesses_rows(data)), key=_KEY)
    if not trained:
        _waits(run)
        return None
    table = truth.table(settings, run, trained)
    st.markdown(f"**{Plain(table.truth)}**")
    _scores(table)
    return table


def _drawn(data: Guesses, look: TemplateName) -> plot_panel.Drawn:
    return plot_panel.Drawn(guesses_figure(data, template=look), guesses_text(data))


def _waits(run: Run) -> None:
    """Say that the truth is trained just now; draw the page again once it is there."""
    if (problem := truth.problem(run)) is not None:
        refusal.show(problem)
        if who.teaches():
            st.button("Train again", key="class_truth_again", on_click=truth.train, args=(run,))
        return

    def tick() -> None:
        if truth.found(run):
            st.rerun()
        st.caption(":material/hourglass_top: The truth is being trained.")

    st.fragment(tick, run_every=_POLL_S, key="class_truth_tick")()


def _scores(table: Scores) -> None:
    st.markdown(f":material/leaderboard: {Plain(table.sentence)}")
    me = who.actor().name
    mine = next((row.points for row in table.rows if row.name == me), None)
    if mine is not None:
        st.markdown(f":material/star: Your first guess won **{mine:d} points**.")
    if not who.teaches():
        _distribution(table)
        return
    rows = pd.DataFrame(table.rows, columns=["Place", "Name", "First guess", "Points"])
    left, right = st.columns(2, gap="large")
    with left:
        st.dataframe(plain_rows(rows), hide_index=True, key="class_scores")
    with right:
        _distribution(table)


def _distribution(table: Scores) -> None:
    """Draw how the class's points are spread beside those of chance."""
    labels = [f"{low} to {low + 19 + low // 80}" for low in range(0, 100, 20)]

    def shares(points: Sequence[int]) -> pd.Series:
        fifths = np.minimum(np.array(points, dtype=int) // 20, 4)
        return pd.Series(np.bincount(fifths, minlength=5) / len(points), index=labels)

    points = [row.points for row in table.rows]
    spread = pd.DataFrame({"chance": shares(table.chance)}, index=labels)
    if points:
        spread.insert(0, "the class", shares(points))
    st.bar_chart(spread, stack=False, x_label="points", y_label="share", height=260)
