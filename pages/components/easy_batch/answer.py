"""What came of it: the constant answer's map, and a study's trials before and after."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.plots.learn import easy_batch as constant
from dctaxi.plots.learn import rejudged
from dctaxi.study import find_study
from dctaxi.teaching import easy_batch
from pages.components.easy_batch import question
from pages.components.shared import demo_study, job_controls, money, plot_panel
from pages.components.shared.plain import Plain
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.plots import TemplateName
    from dctaxi.study import StudyPlan
    from dctaxi.teaching.easy_batch import ConstantMap, Rejudged
    from dctaxi.workspace import Workspace

_MAP_PX = 350
"""The map below the guess ends within a screen of 800 pixels."""

_MAP, _OWN, _SAME = "constant_map", "own_rows", "same_rows"


def show(workspace: Workspace, study: StudySummary | None) -> None:
    """Draw the guess, then the map and both judgements, or say what there is none of yet."""
    if study is not None and job_controls.live_of(study.name):
        return
    plan, trials, missing = _of(workspace, study)
    found = question.constant_of(plan)
    if not question.answered(plan, found):
        return
    words, picture = st.columns([2, 3], gap="medium")
    if trials is not None:
        with words:
            _finding(trials)
    draw = partial(_map, found, trials)
    with picture:
        plot_panel.show(draw, plot_panel.heading(_MAP), key=_MAP, most_px=_MAP_PX, exported=False)
    if trials is None:
        st.info(Plain(missing), icon=":material/filter_alt:")
        offer_example(workspace)
        return
    for column, name, same_rows in zip(st.columns(2), (_OWN, _SAME), (False, True), strict=True):
        with column:
            draw = partial(_judged, trials, same_rows=same_rows)
            plot_panel.show(draw, plot_panel.heading(name), key=name, exported=False)


def offer_example(workspace: Workspace) -> None:
    """Draw the button that trains the chapter's search, or opens it once it is trained."""
    plan = easy_batch.EXAMPLE
    demo_study.show(
        plan,
        workspace,
        key="easy_batch_demo",
        about=f"{plan.n_trials:d} real trainings that TPE asks for in the chapter's space, on "
        "synthetic trips, with the chapter's objective.",
    )


def _of(workspace: Workspace, study: StudySummary | None) -> tuple[StudyPlan, Rejudged | None, str]:
    """Return the plan that is looked at, its trials, and why there are none where they are None."""
    if study is None:
        return easy_batch.EXAMPLE, None, "There is no study yet whose trials could be judged again."
    entry = find_study(study.name, workspace)
    plan = entry.plan
    if plan is None:
        return (
            easy_batch.EXAMPLE,
            None,
            f"This study was made by {entry.maker}, so its rows are unknown: choose another.",
        )
    try:
        return plan, _trials(frames.StudyAt.now(workspace, study.name), plan), ""
    except DcTaxiError as error:
        return plan, None, str(error)


def _finding(trials: Rejudged) -> None:
    answer, standing, shared, agreement = easy_batch.rejudged_sentences(trials)
    st.markdown(f"**{money.plain(answer)}** {money.plain(standing)}")
    st.markdown(money.plain(shared))
    st.caption(money.plain(agreement))


@st.cache_data(max_entries=8, show_spinner=False)
def _trials(study: frames.StudyAt, _plan: StudyPlan) -> Rejudged:
    return easy_batch.rejudged(frames.trials(study), _plan.space)


def _map(found: ConstantMap, trials: Rejudged | None, look: TemplateName) -> plot_panel.Drawn:
    cells = constant.constant_cells(found, trials)
    figure = constant.constant_figure(cells, template=look)
    return plot_panel.Drawn(figure, constant.constant_cells_text(cells))


def _judged(trials: Rejudged, look: TemplateName, *, same_rows: bool) -> plot_panel.Drawn:
    data = rejudged.judged_data(trials, same_rows=same_rows)
    return plot_panel.Drawn(rejudged.judged_figure(data, template=look), rejudged.judged_text(data))
