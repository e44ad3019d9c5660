"""A race as it stands: the picture, who won, and whether that is more than noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd
import streamlit as st

from dctaxi.plots.learn.race import RaceData, race_data, race_figure, race_text
from dctaxi.samplers import SAMPLERS
from pages.components.shared import money, plot_panel, state
from pages.components.trained import results

if TYPE_CHECKING:
    from dctaxi.analysis.statistics.final_bests import Comparison, Verdict
    from dctaxi.plots import TemplateName
    from dctaxi.runner import JobStatus
    from dctaxi.teaching.race import Race

_REDRAW_S = 1.0
_MOST_PX = 280
"""A picture below the form ends within a screen of 800 pixels."""


def live(job: JobStatus) -> None:
    """Draw what has ended of a race, again and again until it ends."""
    runner = state.runner()

    def tick() -> None:
        now = next((each for each in runner.snapshot() if each.id == job.id), None)
        if now is None or now.partial is None:
            st.caption("The first round trains; the lines grow with every round.")
            return
        _picture(cast("Race", now.partial), key="race_live")

    st.fragment(tick, run_every=_REDRAW_S, key="race_filling")()


def show(race: Race) -> Verdict:
    """Draw a race, the comparison of every pair, and what it cost; return who ended best."""
    data = _picture(race, key="race_plot")
    if data.verdict.comparisons:
        _pairs(data)
    st.caption(
        f":material/bolt: {results.cost(race)}, choosing included. All intervals together "
        "hold at 95 %: in 95 of 100 races between equal samplers, every interval contains zero."
    )
    return data.verdict


def _picture(race: Race, *, key: str) -> RaceData:
    data = _data(results.stamp(race), race)

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(race_figure(data, template=look), race_text(data))

    plot_panel.show(draw, plot_panel.heading("race"), key=key, said_first=True, most_px=_MOST_PX)
    plot_panel.drawn_table(draw, key=key)
    return data


def _pairs(data: RaceData) -> None:
    rows = [
        {
            "Ends lower": SAMPLERS[each.first].label.label,
            "than": SAMPLERS[each.second].label.label,
            money.said("by (USD)"): f"{each.difference.value:,.2f}"
            if each.difference.is_there
            else "no amount",
            "interval": each.difference.ends_text("{:,.2f}".format),
            "which is": _worth(each),
        }
        for each in data.verdict.comparisons
    ]
    with st.expander("Every pair", icon=":material/compare_arrows:"):
        st.table(pd.DataFrame(rows).set_index("Ends lower"), border="horizontal")
        st.caption(
            "By how much the final best differs: the median of all differences between the repeats "
            "of the two, with the exact interval of the Mann-Whitney test, widened for the number "
            "of pairs."
        )


def _worth(pair: Comparison) -> str:
    if not pair.decidable:
        return "of too few repeats"
    return "inconclusive" if pair.is_noise else "significant"


@st.cache_data(max_entries=16, show_spinner=False)
def _data(
    stamp: results.Stamp,  # noqa: ARG001  # the key of the cache
    _race: Race,
) -> RaceData:
    return race_data(_race)
