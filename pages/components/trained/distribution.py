"""How two populations are distributed, one beside the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import streamlit as st

from dctaxi.plots.study.distribution import (
    DistributionKind,
    below_text,
    distribution_data,
    distribution_figure,
    distribution_text,
)
from pages.components.shared import plot_panel
from pages.components.trained import jobs
from pages.components.trained import reference as whatif_reference

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.populations.population import Population
    from pages.components.trained.jobs import Stamp

_KINDS = {"ecdf": "Curves", "strip": "Dots"}


def show(
    here: Population,
    there: Population,
    *,
    names: tuple[str, str],
    key: str,
    marks: tuple[tuple[str, float], ...] = (),
) -> None:
    """Draw both populations on one axis, with the best and the median of their study.

    ``marks`` are further objectives in USD with their names; it is told how many lie below them.
    """
    row = plot_panel.heading("distribution")
    with row:
        kind = st.segmented_control(
            "Drawn as",
            get_args(DistributionKind),
            default="ecdf",
            required=True,
            format_func=_KINDS.__getitem__,
            key=f"{key}_kind",
            bind="query-params",
            persist_state="session",
            label_visibility="collapsed",
        )
    reference = whatif_reference.of(here)
    known = (
        ()
        if reference is None
        else (("study's best", reference.best), ("study's median", reference.median))
    )
    stamps = jobs.stamp(here), jobs.stamp(there)
    values = here.values, there.values
    draw = partial(_drawn, *stamps, names, known, marks, kind, values)
    plot_panel.show(draw, row, key=key)


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn(
    here: Stamp,  # noqa: ARG001  # these two are the key of the cache
    there: Stamp,  # noqa: ARG001
    names: tuple[str, str],
    known: tuple[tuple[str, float], ...],
    marks: tuple[tuple[str, float], ...],
    kind: DistributionKind,
    _values: tuple[Any, Any],
    look: TemplateName,
) -> plot_panel.Drawn:
    data = distribution_data(list(zip(names, _values, strict=True)), (*known, *marks))
    figure = distribution_figure(data, template=look, kind=kind)
    below = "".join(below_text(data, name) for name, _ in marks)
    return plot_panel.Drawn(figure, distribution_text(data) + below)
