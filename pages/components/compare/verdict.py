"""What may be said of the compared searches: which is better, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from dctaxi.analysis.reading import headline_text
from dctaxi.analysis.statistics.best_so_far import values_of
from dctaxi.analysis.studies import (
    SearchRuns,
    differences,
    independent_draws,
    judgement_of_best,
    rows_text,
    standing_headline,
    verdict_sentences,
)
from dctaxi.labels import in_currency
from dctaxi.plots.gallery import DIFFERENCES
from dctaxi.study import DATA_KEY, currency_of
from dctaxi.workspace import Workspace
from pages.components.shared import money, term_link
from pages.components.shared.plain import Plain, plain_rows
from pages.components.study import frames, trial_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.analysis.reading import StudySummary
    from pages.components.compare.choice import Choice
    from pages.components.study.frames import StudyAt


def show(choice: Choice) -> None:
    """Say what the chosen studies allow to say, and what the best of each is worth."""
    if choice.problem:
        st.warning(Plain(choice.problem), icon=":material/balance:")
    else:
        first, *others = _sentences(choice.names, choice.members)
        st.markdown(" ".join((f"**{money.plain(first)}**", *(money.plain(one) for one in others))))
    with st.expander("What the best of each is worth", icon=":material/balance:"):
        st.markdown("\n".join(f"- {_best(study)}" for study in choice.summaries))


def _best(study: StudySummary) -> str:
    """Return the best of a study beside its own constant answer, and its verdict on test rows."""
    if study.best is None:
        return f"**{Plain(study.name)}**: no trial has a result."
    judgement = judgement_of_best(study.attributes, study.best.trial)
    judged = "" if judgement is None else f" {standing_headline(judgement)}"
    said = in_currency(f"{headline_text(study.best)}{judged}", currency_of(study.attributes))
    return f"**{Plain(study.name)}**: {Plain(said)}"


def show_differences(choice: Choice) -> None:
    """Draw a row for everything that is not the same in all searches."""
    st.subheader(DIFFERENCES.title, anchor=False)
    term_link.show(DIFFERENCES.label)
    known = {one.name: rows_text(one.attributes.get(DATA_KEY)) for one in choice.summaries}
    rows = differences(
        choice.groups, {name: text for name, text in known.items() if text is not None}
    )
    if not rows:
        st.markdown(
            ":material/equal: Nothing: the same space, sampler, data and budget, and seeds of the "
            "sampler that are the same or make them repeats."
        )
        return
    texts = pd.DataFrame(
        [row.texts for row in rows],
        columns=list(choice.names),
        index=pd.Index([trial_columns.label(row.what) for row in rows], name="differs"),
    )
    st.dataframe(
        plain_rows(texts),
        key="compare_differences",
    )


@st.cache_data(max_entries=16, show_spinner="Comparing")
def _sentences(names: tuple[str, ...], members: tuple[tuple[StudyAt, ...], ...]) -> tuple[str, ...]:
    return verdict_sentences(
        [
            SearchRuns(
                name,
                tuple(values_of(frames.trials(study)) for study in studies),
                _independent(studies),
            )
            for name, studies in zip(names, members, strict=True)
        ]
    )


def _independent(studies: tuple[StudyAt, ...]) -> NDArray[np.float64] | None:
    found = []
    for study in studies:
        draws = independent_draws(Workspace(study.root, study.storage_url), study.name)
        if draws is None:
            return None
        found.append(draws.of(frames.trials(study))["value"].to_numpy(dtype=np.float64))
    return np.concatenate(found)
