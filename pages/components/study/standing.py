"""What the best trial of a study is worth: a verdict in a line, behind it why and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading import headline_text, moving_constant, moving_constant_text
from dctaxi.analysis.studies import (
    judgement_of_best,
    plan_to_try,
    standing_headline,
    standing_sentences,
)
from dctaxi.errors import DcTaxiError
from dctaxi.runner import JudgeJob
from dctaxi.study import Standing, maker_of, standing_of
from dctaxi.teaching import easy_batch
from pages.components.shared import money, navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.reading import Headline, StudySummary
    from dctaxi.study import Judgement, StudyPlan

_ICONS = {
    Standing.BEATS: ":green[:material/check_circle:]",
    Standing.TOO_CLOSE: ":orange[:material/help:]",
    Standing.TOO_FEW: ":orange[:material/help:]",
    Standing.DOES_NOT_BEAT: ":orange[:material/warning:]",
}
_PROBLEM = "standing.problem"


def show(study: StudySummary, plan: StudyPlan | None, trials: pd.DataFrame) -> None:
    """Draw the verdict on the best trial; nothing where no trial has a result."""
    if study.best is None:
        return
    judgement = judgement_of_best(study.attributes, study.best.trial)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="standing"):
        if judgement is not None:
            _verdict(judgement)
        elif plan is None:
            st.markdown(
                f"This study was made by {Plain(maker_of(study.attributes))}: what its best is "
                "worth is not known here.",
                width="content",
            )
        if plan is not None and judgement is None:
            _offer(study.name)
        with st.popover("Why", icon=":material/help:", type="tertiary", key="standing_why"):
            _explained(study.best, judgement, plan, trials)
            _ways_on(study, judgement, plan)
        navigation.link(
            sitemap.WHATIF,
            label="Was it lucky?",
            icon=":material/casino:",
            help="Trains the best trials again with seeds they never had.",
            query_params={state.STUDY_PARAMETER: study.name, **sitemap.REPEAT},
        )


def _verdict(judgement: Judgement) -> None:
    said = Plain(money.said(standing_headline(judgement)))
    st.markdown(f"{_ICONS[standing_of(judgement.errors)]} **{said}**", width="content")


def _explained(
    best: Headline, judgement: Judgement | None, plan: StudyPlan | None, trials: pd.DataFrame
) -> None:
    """Say how sure the verdict is, what to try, and what part of the best value is its batch."""
    if judgement is not None:
        for sentence in standing_sentences(judgement, plan):
            st.markdown(Plain(sentence))
    batch = moving_constant_text(moving_constant(trials))
    st.markdown(Plain(money.said(f"{headline_text(best)} {batch}".strip())))


def _offer(study: str) -> None:
    st.markdown("The best trial is not evaluated on held-out rows.", width="content")
    st.button(
        "Evaluate it",
        icon=":material/straighten:",
        key="standing_judge",
        help="Trains it once more, exactly as before. No value changes.",
        on_click=_judge,
        args=(study,),
    )
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)


def _judge(study: str) -> None:
    try:
        state.runner().submit(JudgeJob(study))
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)


def _ways_on(study: StudySummary, judgement: Judgement | None, plan: StudyPlan | None) -> None:
    with st.container(horizontal=True):
        if plan is not None and plan.objective != easy_batch.SHARED:
            navigation.link(
                sitemap.BY_ID["easy_batch"],
                label="Was it an easy batch?",
                query_params={state.STUDY_PARAMETER: study.name},
            )
        better = None if plan is None or judgement is None else plan_to_try(judgement, plan)
        if better is not None and st.button(
            "Try it in a new study",
            icon=":material/arrow_forward:",
            type="tertiary",
            key="standing_try",
            help="The same space, data and budget with what is suggested here; nothing starts yet.",
        ):
            state.take_over(better)
            navigation.go(sitemap.NEW_STUDY)
