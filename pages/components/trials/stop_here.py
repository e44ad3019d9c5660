"""Stop here? What the next trials of a study would bring, told by whole searches like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.populations import setting_of
from dctaxi.searches import (
    DEFAULT_SEARCHES,
    MAX_TRIALS,
    MORE,
    SEARCHES,
    STOP_TEXT,
    SearchesPlan,
    gain_text,
    gains,
    stop_sentence,
)
from pages.components.shared import formats, money, refusal
from pages.components.shared.plain import Plain, plain_rows
from pages.components.trained import results, train_button

if TYPE_CHECKING:
    from dctaxi.study import StudyPlan
    from pages.components.study.opening import Opened

_KEY = "trials_stop_here"
_STEP = 50
"""Searches have a multiple of so many trials, so that a study of a few more opens the same ones."""

_FEWEST = 10


def show(opened: Opened) -> None:
    """Draw the question, its price and, once that is paid, the answer."""
    plan, trials = opened.plan, len(opened.trials)
    if plan is None or opened.running or trials < _FEWEST:
        return
    with st.container(border=True, key=_KEY):
        st.markdown("**Stop here?**")
        if trials + max(MORE) > MAX_TRIALS:
            most = formats.count(MAX_TRIALS - max(MORE), "trial")
            st.caption(f"This works for studies of up to {most}; this one has more.")
            return
        try:
            searches = searches_like(plan, trials)
        except DcTaxiError as error:
            refusal.show(error)
            return
        st.caption(
            f"What the next {MORE[0]:d}, {MORE[1]:d} and {MORE[2]:d} trials would bring: "
            f"{searches.repeats:d} searches like this study, with other HPO seeds, go on beyond "
            f"its {formats.count(trials, 'trial')}."
        )
        (work,) = train_button.ensure(
            [searches],
            SEARCHES,
            key=_KEY,
            label="Find out",
            note="Judging what each search found takes about a tenth longer.",
            at_once=False,
        )
        if work.trained is None or not work.complete:
            return
        found = gains(work.trained, after=(trials,))
        st.markdown(Plain(money.said(stop_sentence(found))))
        rows = [
            {
                "The next": f"{gain.more} trials",
                f"bring ({money.currency()})": gain_text(gain),
                "found something else": f"{gain.found.value:.0%} of the searches",
            }
            for gain in found
        ]
        st.table(plain_rows(pd.DataFrame(rows)).set_index("The next"), border="horizontal")
        st.caption(
            f":material/bolt: {results.cost(work.trained)}. {results.judged(plan.source)} The "
            f"fall of the best so far, on average over the searches, with its 95 % "
            f"interval. {STOP_TEXT}"
        )


def searches_like(plan: StudyPlan, trials: int) -> SearchesPlan:
    """Return searches like a study that go on beyond its trials. Raises PopulationError."""
    wanted = trials + max(MORE)
    return SearchesPlan(
        plan.space,
        samplers=(plan.sampler,),
        repeats=DEFAULT_SEARCHES,
        n_trials=min(MAX_TRIALS, -(-wanted // _STEP) * _STEP),
        one_at_a_time=plan.round_size == 1,
        asker=plan.asked_by,
        engine=plan.engine,
        device=plan.device,
        **setting_of(plan),
    )
