"""One population against another: the distribution, and what it says in words and numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.analysis.statistics import (
    INTERVALS_TEXT,
    Comparison,
    brief_verdict,
    compare,
    comparison_sentences,
    estimate_texts,
)
from dctaxi.analysis.studies import StudyReference
from dctaxi.plots.study.distribution import (
    DistributionKind,
    below_text,
    distribution_data,
    distribution_figure,
    distribution_text,
)
from pages.components.shared import money, plot_panel, present, refusal, term_link
from pages.components.shared.plain import Plain
from pages.components.trained import results

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dctaxi.analysis.statistics import Estimate
    from dctaxi.plots import TemplateName
    from dctaxi.populations import Population

_KINDS = {"ecdf": "Curves", "strip": "Dots"}
_VERDICTS = {
    "better": (":material/trending_down:", "green"),
    "worse": (":material/trending_up:", "red"),
    "inconclusive": (":material/drag_handle:", "gray"),
    "mixed": (":material/swap_vert:", "orange"),
}


def show(
    here: Population,
    there: Population,
    *,
    names: tuple[str, str],
    key: str,
    more: Callable[[], None] | None = None,
    title: str = "",
    pictured: bool = False,
) -> None:
    """Draw a population beside the one that it is compared with; ``names`` are theirs.

    ``title`` names the picture where it stands alone, presented or in a file; ``pictured`` says
    that another picture shows them already.

    ``more`` draws the way to more trainings, where these tell nothing apart.
    """
    problem = not_comparable(here, there)
    if problem is not None:
        refusal.show(problem)
        return
    comparison = compared(here, there)
    verdict(comparison, *names)
    if more is not None and comparison.verdict == "inconclusive":
        more()
    if not pictured:
        lead = brief_verdict(comparison, inside=f"in {names[0]}", baseline=f"in {names[1]}")
        distributions(here, there, names=names, key=key, title=title, lead=lead)
    with st.expander("All numbers, with their intervals", icon=":material/table:"):
        _numbers(comparison, *names)
        for sentence in comparison_sentences(
            comparison, inside=f"in {names[0]}", baseline=f"in {names[1]}"
        ):
            st.markdown(money.plain(sentence))
        st.caption(
            f"Objectives are in {Plain(money.currency())}. {INTERVALS_TEXT} A diverged training "
            "counts as worse than "
            "any other."
        )
    st.caption(f":material/bolt: {results.cost(here)}. Compared with {results.cost(there)}.")


def distributions(
    here: Population,
    there: Population,
    *,
    names: tuple[str, str],
    key: str,
    marks: tuple[tuple[str, float], ...] = (),
    title: str = "",
    lead: str = "",
) -> None:
    """Draw both populations on one axis, with the best and the median of their study.

    ``marks`` are further objectives in USD with their names; it is told how many lie below them.
    """
    row = plot_panel.heading("distribution")
    row = row._replace(title=title or row.title)
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
    reference = results.reference(here)
    known = (
        ()
        if reference is None
        else (("study's best", reference.best), ("study's median", reference.median))
    )
    stamps = results.stamp(here), results.stamp(there)
    values = here.values, there.values
    plain = partial(_drawn_distributions, *stamps, names, known, marks, kind, values)

    def led(look: TemplateName) -> plot_panel.Drawn:
        figure, takeaway = plain(look)
        return plot_panel.Drawn(figure, f"{lead} {takeaway}".strip())

    # Presented, what it says stands nowhere else.
    plot_panel.show(led if present.on() else plain, row, key=key)


def not_comparable(here: Population, there: Population) -> str | None:
    """Return why two populations cannot be compared, None where they can."""
    for one in (here, there):
        if not np.isfinite(one.values).any():
            return (
                f"All {one.done:,} trainings of {one.plan.name} diverged or failed, so there "
                "is nothing to compare: choose other ranges."
            )
    if here.data_fingerprint != there.data_fingerprint:
        return (
            "The data changed between these two populations, so their numbers cannot be "
            "compared: train again with another seed."
        )
    return None


def compared(here: Population, there: Population) -> Comparison:
    """Return the comparison of two populations that can be compared."""
    reference = results.reference(here)
    stamps = results.stamp(here), results.stamp(there)
    return _compared(*stamps, reference, here.values, there.values)


def verdict(comparison: Comparison, here: str, there: str) -> None:
    """Say whether the first of two named populations is better, in its colour, and why."""
    icon, color = _VERDICTS[comparison.verdict]
    sentence = brief_verdict(comparison, inside=f"in {here}", baseline=f"in {there}")
    st.markdown(f":{color}[{icon}] {money.plain(sentence)}")


def badge(comparison: Comparison) -> str:
    """Return the verdict as a badge in Markdown."""
    icon, color = _VERDICTS[comparison.verdict]
    return f":{color}-badge[{icon} {Plain(comparison.verdict.capitalize())}]"


@st.cache_data(max_entries=64, show_spinner=False)
def _compared(
    here: results.Stamp,  # noqa: ARG001  # these two are the key of the cache
    there: results.Stamp,  # noqa: ARG001
    reference: StudyReference | None,
    _here: NDArray[np.float64],
    _there: NDArray[np.float64],
) -> Comparison:
    return compare(
        _here,
        _there,
        reference_best=None if reference is None else reference.best,
        reference_median=None if reference is None else reference.median,
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _drawn_distributions(
    here: results.Stamp,  # noqa: ARG001  # these two are the key of the cache
    there: results.Stamp,  # noqa: ARG001
    names: tuple[str, str],
    known: tuple[tuple[str, float], ...],
    marks: tuple[tuple[str, float], ...],
    kind: DistributionKind,
    _values: tuple[NDArray[np.float64], NDArray[np.float64]],
    look: TemplateName,
) -> plot_panel.Drawn:
    data = distribution_data(list(zip(names, _values, strict=True)), (*known, *marks))
    figure = distribution_figure(data, template=look, kind=kind)
    below = "".join(below_text(data, name) for name, _ in marks)
    return plot_panel.Drawn(figure, distribution_text(data) + below)


def _numbers(comparison: Comparison, here: str, there: str) -> None:
    rows: list[tuple[str, str, str, str]] = [
        (
            term_link.word("median", "Median"),
            _usd(comparison.median_inside),
            _usd(comparison.median_baseline),
            _usd(comparison.median_change, sign=True),
        )
    ]
    rows += [
        (
            term_link.word("expected-best", f"Expected best of {best.tries}"),
            _usd(best.inside),
            _usd(best.baseline),
            _usd(best.change, sign=True),
        )
        for best in comparison.best_of
    ]
    for label, share in (
        ("Beats the study's best", comparison.beats_best),
        ("Beats the study's median", comparison.beats_median),
    ):
        if share is not None:
            rows.append((label, _percent(share), "", ""))
    rows.append(
        (
            term_link.word("diverged", "Diverged"),
            _percent(comparison.diverged_inside),
            _percent(comparison.diverged_baseline),
            "",
        )
    )
    table = pd.DataFrame(rows, columns=["", here, there, "change"])
    st.table(table.set_index(""), border="horizontal")


def _usd(estimate: Estimate, *, sign: bool = False) -> str:
    value, ends = estimate_texts(estimate, sign=sign)
    return f"{value} ({ends})"


def _percent(share: Estimate) -> str:
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"
