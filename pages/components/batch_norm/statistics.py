"""The running statistics on their way to the data's: the picture that needs no training."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.data.features import prepare
from dctaxi.plots.learn.settling import settling_figure
from dctaxi.teaching.batch_norm import SPEC, settling, settling_text
from pages.components.batch_norm.form import Choice
from pages.components.shared import plot_panel, tables

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName

_KEY = "settling"


def show(choice: Choice) -> None:
    """Draw where the average trip comes out of the first layer after each step."""
    draw = partial(_drawn, choice)
    plot_panel.show(draw, plot_panel.heading(_KEY), key=_KEY)
    plot_panel.drawn_table(draw, key=_KEY)


@st.cache_data(max_entries=64, show_spinner=False)
def _drawn(choice: Choice, look: TemplateName) -> plot_panel.Drawn:
    data = prepare(tables.read(choice.source), choice.feature_set)
    found = settling(data, SPEC.batch_size, choice.steps)
    return plot_panel.Drawn(settling_figure(found, template=look), settling_text(found))
