"""What fresh seeds make of a study's best trials: how far each falls, and who is best now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dctaxi.analysis import MARGIN_TEXT, repeated_configurations, repeats_sentences
from dctaxi.plots.study.repeats import repeats_data, repeats_figure, repeats_text
from dctaxi.study import choice_of
from pages.components.shared import formats, money, plot_panel, term_link
from pages.components.shared.plain import plain_rows
from pages.components.study import choice
from pages.components.trained import results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.analysis import RepeatedConfiguration
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.analysis.statistics import Estimate
    from dctaxi.plots import TemplateName
    from dctaxi.populations import Repeats

_USD = "%.2f"
"""Format of a column of amounts, whose heading has the unit."""

_ROW_PX = 38
"""Pixels of a trial's repeats: five of them share a screen with what they say."""

_VERDICTS = {
    "holds": "it holds",
    "lucky": "lucky",
    "too few": "too few repeats",
    "no median": "no median",
}


def show(repeats: Repeats, study: StudySummary) -> None:
    """Draw the findings in words, the distributions, the new ranking, and the choice from it."""
    configurations = repeated_configurations(repeats)
    first, *others = repeats_sentences(configurations)
    winner = min(configurations, key=lambda one: one.original_rank, default=None)
    with st.container(gap="xsmall", key="seeds_answer"):
        st.markdown(f"**{money.plain(first)}**")
        if winner is not None and winner.shrinkage is not None:
            _fall(winner)
    _dots(configurations)
    for sentence in others:
        st.markdown(money.plain(sentence))
    st.caption(f":material/rule: {MARGIN_TEXT}")
    _ranking(configurations, repeats)
    _choice(configurations, study)
    st.caption(
        f":material/bolt: {results.cost(repeats)}. Intervals are 95 %; a diverged repeat "
        "counts as worse than every other."
    )


def _dots(configurations: tuple[RepeatedConfiguration, ...]) -> None:
    data = repeats_data(configurations)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(repeats_figure(data, template=look), repeats_text(data))

    def low(look: TemplateName) -> plot_panel.Drawn:
        figure, takeaway = draw(look)
        figure.update_layout(height=150 + _ROW_PX * len(data.rows), margin={"t": 8})
        return plot_panel.Drawn(figure, takeaway)

    plot_panel.show(draw, plot_panel.heading("repeats"), key="seeds_plot", low=low)


def _fall(winner: RepeatedConfiguration) -> None:
    tiles = st.grid(4, min_column_width=150)
    tiles.metric(
        f"Trial {winner.number:d} scored",
        formats.usd(winner.original),
        border=True,
        height="stretch",
    )
    median, shrinkage = winner.median, winner.shrinkage
    if median is None or shrinkage is None:
        return
    tiles.metric(
        "Typical, fresh seeds",
        formats.usd(median.value),
        delta=round(shrinkage.value, 2),
        delta_color="inverse",
        delta_description="shrinkage",
        help="The median of its repeats, and how far it lies from the best that was observed: "
        f"its {term_link.word('shrinkage', 'shrinkage')}.",
        border=True,
        height="stretch",
    )
    tiles.metric(
        "Repeats as good as it",
        f"{winner.as_good.value:.0%}",
        delta=f"{winner.as_good.low:.0%} to {winner.as_good.high:.0%}",
        delta_color="off",
        delta_arrow="off",
        help=f"{term_link.word('interval', '95 % interval')} {winner.as_good.low:.1%} to "
        f"{winner.as_good.high:.1%}.",
        border=True,
        height="stretch",
    )
    before, after = winner.original_train_rmse, winner.original_train_rmse_eval
    if winner.counts_training and before is not None and after is not None:
        tiles.metric(
            "Training RMSE, eval mode",
            formats.usd(after),
            delta=round(after - before, 2),
            delta_color="inverse" if winner.unsettled else "off",
            delta_description="vs. as counted",
            help="The training error of the trial as it was: the objective counts the last batch "
            "in training mode before its update; this is the same batch as the finished network "
            f"answers, with its {term_link.word('running-statistics', 'running statistics')}.",
            border=True,
            height="stretch",
        )


def _ranking(configurations: tuple[RepeatedConfiguration, ...], repeats: Repeats) -> None:
    params = {trial.number: _without_seed(trial.params) for trial in repeats.plan.trials}
    rows = [
        {
            "now": _rank(one.rank),
            "before": one.original_rank,
            "trial": one.number,
            "scored": one.original,
            "median": None if one.median is None else one.median.value,
            "interval": "none" if one.median is None else one.median.ends_text("{:.2f}".format),
            "shrinkage": None if one.shrinkage is None else one.shrinkage.value,
            "verdict": "no result" if one.verdict is None else _VERDICTS[one.verdict],
            "as_good": _percent(one.as_good),
            "diverged": _percent(one.diverged),
            "configuration": params[one.number],
        }
        for one in configurations
    ]
    st.dataframe(
        plain_rows(pd.DataFrame(rows)),
        hide_index=True,
        key="seeds_ranking",
        alt="The trials by the median of their repeats, the best first.",
        column_config={
            "now": st.column_config.TextColumn(
                "Place now",
                pinned=True,
                help="By median; in brackets the places it could just as well have.",
            ),
            "before": st.column_config.NumberColumn("Place before"),
            "trial": st.column_config.NumberColumn("Trial"),
            "scored": st.column_config.NumberColumn("Scored", format=_USD),
            "median": st.column_config.NumberColumn("Median now", format=_USD),
            "interval": st.column_config.TextColumn("95 % interval"),
            "shrinkage": st.column_config.NumberColumn(
                "Shrinkage", help="Median less what it scored: what was luck.", format=_USD
            ),
            "verdict": st.column_config.TextColumn("Was it lucky?", help=MARGIN_TEXT),
            "as_good": st.column_config.TextColumn(
                "As good",
                help="Share of repeats that reach what it scored, with its 95 % interval.",
            ),
            "diverged": st.column_config.TextColumn("Diverged"),
            "configuration": st.column_config.TextColumn("Configuration"),
        },
    )


def _choice(configurations: tuple[RepeatedConfiguration, ...], study: StudySummary) -> None:
    """Ask which of the trials later steps are to use; the best by its repeats is offered first."""
    ranked = sorted(
        (one for one in configurations if one.rank is not None),
        key=lambda one: (one.rank.value if one.rank else 0.0, one.original_rank),
    )
    if not ranked:
        return
    chosen = choice_of(study.attributes)
    said = "none chosen yet" if chosen is None else f"now trial {chosen:d}"
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        number: int = st.selectbox(
            f"Trial for later steps ({said})",
            [one.number for one in ranked],
            format_func=lambda number: f"Trial {number:d}",
            key=f"seeds_choice_{study.name}",
            help="In the order of their repeats' medians: the first does best with fresh seeds.",
        )
        choice.button(study.name, study.attributes, number, key="seeds_choose")


def _without_seed(params: Mapping[str, Any]) -> str:
    """Return a configuration as one line; its seed is what the repeats replace."""
    kept = {name: value for name, value in params.items() if name != "seed"}
    return formats.configuration(kept).replace("`", "")


def _rank(rank: Estimate | None) -> str:
    if rank is None:
        return "none"
    if rank.low == rank.high:
        return f"{rank.value:.0f}"
    return f"{rank.value:.0f} ({_range(rank, '.0f')})"


def _range(estimate: Estimate, form: str) -> str:
    return f"{estimate.low:{form}} to {estimate.high:{form}}"


def _percent(share: Estimate) -> str:
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
