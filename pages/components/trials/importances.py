"""Importances: which hyperparameters matter more than the noise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi import labels
from dctaxi.analysis import Selection, pool_beside, pool_trials, seed_spread_sentence
from dctaxi.analysis.importance import QUESTIONS, ImportanceResult, importances
from dctaxi.analysis.reading import parameters_of
from dctaxi.plots.study.by_training import BY_TRAINING_QUESTION
from dctaxi.plots.study.importance_bars import (
    ImportanceBars,
    importances_data,
    importances_figure,
)
from dctaxi.plots.study.importances import IMPORTANCES, importances_rows
from dctaxi.runner import POOLS_HERE, Answer, Computations
from pages.components.shared import address, money, plot_panel, state, term_link
from pages.components.shared.plain import Plain, plain_rows
from pages.components.study import frames
from pages.components.trained import results
from pages.components.trials import by_training, contour

if TYPE_CHECKING:
    from dctaxi.analysis.reading import Parameter
    from dctaxi.plots import TemplateName
    from dctaxi.populations import Pool
    from dctaxi.runner import Step
    from dctaxi.study import StudyPlan
    from pages.components.study.frames import StudyAt
    from pages.components.trials.scene import SceneAt

_KEY = "plot_importances"
_BY_TRAINING = "by-training"
_CHOICES = {"ped-anova": "Best tenth", "fanova": "Variance", _BY_TRAINING: "By training"}
_QUESTIONS = {
    **{str(evaluator): question for evaluator, question in QUESTIONS.items()},
    _BY_TRAINING: BY_TRAINING_QUESTION,
}
_TERMS = {_BY_TRAINING: "sobol-indices"}
_PARAMETER = "importances"
"""Name of the URL parameter that says which question is asked."""

_POLL_S = 1.5
_AROUND_PX, _BAR_PX = 63, 27
"""Height of what stands around the bars on the board, and of a bar with its words there: those of
the most important fit, and the numbers below are of all.
"""

_POOLED = 4_096
"""Random trainings that are looked at, half a second's work."""

_PERCENT = st.column_config.NumberColumn(format="%.1f %%")


def show(seen: SceneAt, *, field: plot_panel.Field | None = None, still: bool = True) -> None:
    """Draw the bars; a click on one takes its parameter to the contour plot.

    On a ``field`` of the board it has as few bars as fit.

    Of a study that does not stand ``still``, what takes long is left until it does.
    """
    study, filters = seen.study, seen.selection.filters
    with st.container(key="panel_importances"):
        row = plot_panel.heading("importances")
        with row:
            asked = _question()
        place = st.container() if field is None else field.numbers.container()
        with place:
            term = _TERMS.get(asked, asked)
            way = term_link.word(term, labels.TERMS[term].label)
            st.markdown(f":small[:gray[{_QUESTIONS[asked]}] {way}]")
        if asked == _BY_TRAINING:
            by_training.show(
                seen.plan, row, field=None if field is None else field._replace(numbers=place)
            )
            return
        if asked == "ped-anova":
            result: ImportanceResult | None = best_tenth(study, filters)
        elif still:
            result = _in_the_background(study, filters)
        else:
            result = None
            st.caption(
                "This takes seconds to compute: it comes when the study has ended, or once you "
                "switch *Follow* off."
            )
        if result is None:
            return
        own = importances_data(result, None if seen.plan is None else seen.plan.sampler)
        pool = _pool(seen.plan) if asked == "ped-anova" else None
        if pool is None:
            _bars(study, filters, asked, own, row, field)
        else:
            stamp = results.stamp(pool)
            _bars(study, filters, str(stamp), _of_pool(stamp, pool), row, field)
        with st.container() if field is None else place:
            if pool is not None:
                heading = plot_panel.titled("The study's own trials", "Importances among them.")
                _bars(study, filters, asked, own, heading, None, key=f"{_KEY}_own")
            if caution := _caution(filters):
                st.caption(f":orange[:material/filter_alt:] {caution}")
            moved = seed_spread_sentence(filters.apply(frames.trials(study)))
            if moved is not None:
                st.caption(Plain(money.said(moved)))
            _numbers(importances_rows(own))


def _bars(
    study: StudyAt,
    filters: Selection,
    asked: str,
    data: ImportanceBars,
    row: plot_panel.Heading,
    field: plot_panel.Field | None,
    *,
    key: str = _KEY,
) -> None:
    """Draw the bars of trials, or of a pool that ``asked`` names."""

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return _drawn(study, filters, asked, look, data, height=None)

    def low(look: TemplateName) -> plot_panel.Drawn:
        height = plot_panel.LOW_PX if field is None else field.height
        return _drawn(study, filters, asked, look, data, height=height)

    plot_panel.show(
        draw, row, key=key, on_click=partial(_to_contour, key), low=None if field is None else low
    )


def _pool(plan: StudyPlan | None) -> Pool | None:
    return pool_beside(plan, state.workspace(), POOLS_HERE.kept)


def _question() -> str:
    """Ask which question is answered; the address says it, so that a reload shows it again."""
    key = f"{_KEY}_evaluator"
    address.follow(_PARAMETER, list(_CHOICES), key=key)
    chosen = st.segmented_control(
        "Question",
        list(_CHOICES),
        required=True,
        format_func=_CHOICES.__getitem__,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
        help=" ".join(f"{_CHOICES[name]}: {text}" for name, text in _QUESTIONS.items()),
    )
    asked = chosen or "ped-anova"  # which ``required`` rules out
    address.say(_PARAMETER, asked, key=key)
    return asked


def ranked(study: StudyAt, plan: StudyPlan | None) -> tuple[str, ...]:
    """Return the hyperparameters by importance, as the bars have them, but the seed: it is luck."""
    pool = _pool(plan)
    found = (
        best_tenth(study, Selection(study.name)).parameters
        if pool is None
        else _of_pool(results.stamp(pool), pool).bars
    )
    return tuple(one.name for one in found if one.name != "seed")


def _caution(filters: Selection) -> str:
    """Say what choosing trials by their values does to importances; nothing where none does."""
    low, high = filters.range_of("value")[1:]
    if filters.top_percent is None and low is None and high is None:
        return ""
    kept = "the kept values" if filters.top_percent is None else f"best {filters.top_percent:g} %"
    return (
        f"Only trials of the {kept} are compared here. What made them all good barely "
        "varies among them, so it looks unimportant: remove the filter to see what matters."
    )


def _to_contour(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        contour.put_across(str(points[0]["customdata"][1]))


@st.cache_data(max_entries=32, show_spinner=False)
def best_tenth(study: StudyAt, filters: Selection) -> ImportanceResult:
    """Return what decides whether a trial reaches the best tenth."""
    trials = filters.apply(frames.trials(study))
    return importances(trials, frames.parameters(study), "ped-anova")


@st.cache_data(max_entries=8, show_spinner=False)
def _of_pool(stamp: results.Stamp, _pool: Pool) -> ImportanceBars:  # noqa: ARG001
    parameters = parameters_of(_pool.plan.space)
    found = importances(pool_trials(_pool, _POOLED), parameters, "ped-anova")
    return importances_data(found, "random")._replace(pooled=True)


@st.cache_resource(max_entries=64, show_spinner=False)
def _drawn(
    study: StudyAt,  # noqa: ARG001 - with the next two, what the data are made of
    filters: Selection,  # noqa: ARG001
    asked: str,  # noqa: ARG001
    look: TemplateName,
    _data: ImportanceBars,
    *,
    height: int | None,
) -> plot_panel.Drawn:
    if height is not None:
        shown = _data.first((height - _AROUND_PX) // _BAR_PX)
        figure = importances_figure(shown, template=look, low=True)
        figure.update_layout(height=height)
    else:
        figure = IMPORTANCES.figure(_data, template=look)
    return plot_panel.Drawn(figure, IMPORTANCES.sentence(_data))


@st.cache_resource(show_spinner=False)
def _computations() -> Computations[ImportanceResult]:
    return Computations()


def _in_the_background(study: StudyAt, filters: Selection) -> ImportanceResult | None:
    """Return fANOVA's result; while there is none, say how far it is and look again."""
    trials = filters.apply(frames.trials(study))
    compute = partial(_forests, trials, frames.parameters(study))

    def ask() -> Answer[ImportanceResult]:
        return _computations().ask((study, filters), compute)

    answer = ask()
    if answer.result is None:

        def tick() -> None:
            now = ask()
            if now.result is not None:
                st.rerun()
            st.progress(_share(now), text=_so_far(now))

        st.fragment(tick, run_every=_POLL_S, key=f"{_KEY}_tick")()
    return answer.result


def _forests(
    trials: pd.DataFrame, parameters: tuple[Parameter, ...], step: Step
) -> ImportanceResult:
    return importances(trials, parameters, "fanova", step=step)


def _share(answer: Answer[ImportanceResult]) -> float:
    return answer.done / answer.total if answer.total else 0.0


def _so_far(answer: Answer[ImportanceResult]) -> str:
    forests = f", forest {answer.done + 1:,} of {answer.total:,}" if answer.total else ""
    return f"Computing, {answer.elapsed_s:.0f} s so far{forests}. The other plots are ready."


def _numbers(rows: list[dict[str, str | float | int | None]]) -> None:
    if not rows:
        return
    with st.expander("The numbers of all importances", icon=":material/table:"):
        st.dataframe(
            plain_rows(pd.DataFrame(rows)),
            hide_index=True,
            column_config=dict.fromkeys(("importance", "low", "high", "noise"), _PERCENT),
        )
        st.caption(
            "Importances are shares of 100 %, low and high their 95 % interval; 95 % of a "
            "parameter's own permuted copies stay below its noise."
        )
