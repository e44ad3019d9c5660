"""How good a model is: the verdict first, then its errors, then the answers it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.model import model_sentences
from dctaxi.study import BASELINES, Standing, standing
from pages.components.shared.plain import Plain, Text, plain_rows

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from dctaxi.model import FareModel
    from dctaxi.study import Interval

_TILES = (
    ("rmse", "RMSE", "The root of the mean squared error: what the search minimised. Large errors "
     "count more."),
    ("mae", "Mean absolute error", "How far an answer is off on average."),
    ("median", "Median error", "Half of the answers are off by less."),
    ("bias", "Mean error", "Above 0, answers are too high on average; below 0, too low."),
)  # fmt: skip


def show(model: FareModel) -> None:
    """Draw what is to be known of a model before its pictures."""
    first, *others = model_sentences(model)
    st.markdown(f"**{Plain(first)}**")
    found = model.assessment
    if found is None:
        return
    unit = model.provenance.currency
    best = found.best_baseline
    tiles = st.grid(5, min_column_width=160)
    told = standing(best.gap, found.n_rows) in (Standing.BEATS, Standing.DOES_NOT_BEAT)
    for name, title, about in _TILES:
        own, other = getattr(found.model, name), getattr(best.errors, name)
        # Only of the RMSE it is known how far it differs by chance.
        _tile(tiles, title, about, own, other, unit, coloured=told and name == "rmse")
    tiles.metric(
        "Networks",
        f"{len(model.members):,}",
        delta=_steps(model),
        delta_color="off",
        delta_arrow="off",
        help="How many networks answer; the fare is the mean of their answers.",
        border=True,
        height="stretch",
    )
    st.caption(
        f"Beside each error, how it differs from that of the best baseline, "
        f"{BASELINES[best.id]}. {Plain(' '.join(others))}"
    )
    with st.expander("Model and baselines side by side", icon=":material/balance:"):
        st.dataframe(
            plain_rows(_rows(model)),
            hide_index=True,
            key="model_baselines",
            column_config={
                name: st.column_config.NumberColumn(format="%.3f")
                for name in (
                    "RMSE",
                    "from",
                    "to",
                    "MAE",
                    "median error",
                    "mean error",
                    "model less it",
                )
            },
        )
        st.caption(
            f"In {Plain(unit)}, on the same {found.n_rows:,} rows; from and to are the 95 % "
            "interval of the RMSE. The trees are scikit-learn's HistGradientBoostingRegressor "
            "with its defaults, on the features that the networks see."
        )


def _tile(
    tiles: DeltaGenerator,
    title: Text,
    about: Text,
    own: Interval,
    other: Interval,
    unit: str,
    *,
    coloured: bool,
) -> None:
    more = f"{own.value - other.value:+.2f}"
    tiles.metric(
        title,
        Plain(f"{own.value:.2f} {unit}"),
        delta="0.00" if more in ("+0.00", "-0.00") else more,
        delta_color="inverse" if coloured else "off",
        delta_arrow="off",
        delta_description="no interval" if own.low is None else f"{own.low:.2f} to {own.high:.2f}",
        help=about,
        border=True,
        height="stretch",
    )


def _steps(model: FareModel) -> str:
    steps = [one.network.spec.max_batches for one in model.members]
    low, high = min(steps), max(steps)
    return f"{low:,} steps" if low == high else f"{low:,} to {high:,} steps"


def _rows(model: FareModel) -> pd.DataFrame:
    found = model.assessment
    assert found is not None  # who draws the table has looked
    answers = [("this model", found.model, 0.0)]
    answers += [(BASELINES[one.id], one.errors, one.gap.value) for one in found.baselines]
    return pd.DataFrame(
        [
            {
                "answer": name,
                "RMSE": errors.rmse.value,
                "from": errors.rmse.low,
                "to": errors.rmse.high,
                "MAE": errors.mae.value,
                "median error": errors.median.value,
                "mean error": errors.bias.value,
                "model less it": gap,
            }
            for name, errors, gap in answers
        ]
    )
