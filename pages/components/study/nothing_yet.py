"""What a page says when a study has nothing to plot yet: one sentence, one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.shared import formats, navigation, refusal, sitemap
from pages.components.shared.plain import Text

if TYPE_CHECKING:
    import pandas as pd

NEEDED = 2
"""Finished trials that the plots need to compare anything."""


def no_study() -> None:
    """Say that the workspace has no study, and where to start one."""
    _say("There is no study yet: set ranges, then launch one; it takes seconds.", "query_stats")
    navigation.link(sitemap.NEW_STUDY, label="Launch a study")


def no_trials(*, running: bool) -> None:
    """Say that the study has no trial, and when there will be one."""
    if running:
        _say("The first trials are training; they appear here as soon as they end.", "hourglass")
    else:
        _say("This study has no trials yet: none has ended. Run more to get some.", "inbox")


def too_few(trials: pd.DataFrame, *, running: bool) -> bool:
    """Say why a study has no plots yet; False where it has enough finished trials."""
    finished = _finished(trials)
    if finished >= NEEDED:
        return False
    ended = trials[trials["status"].isin(["failed", "diverged"])]
    if finished == 0 and len(ended) and not running:
        refusal.show(_why_none(ended))
        navigation.link(sitemap.NEW_STUDY, label="Change the search space")
        return True
    _say(
        f"Plots compare finished trials and need {NEEDED}; this study has {finished:d} so far.",
        "query_stats",
    )
    return True


def nothing_searched() -> None:
    """Say that the study has no hyperparameter with more than one value."""
    _say(
        "This study searched no hyperparameter, so there is nothing to see its trials by: give one "
        "a range.",
        "query_stats",
    )
    navigation.link(sitemap.NEW_STUDY, label="Change the search space")


def _why_none(ended: pd.DataFrame) -> str:
    """Say that all trials failed, and what the first that says something says."""
    failed = "diverged" if (ended["status"] == "diverged").all() else "failed"
    for number, message in zip(ended["number"], ended["message"], strict=True):
        if isinstance(message, str) and message:
            return f"All {len(ended):,} trials {failed}; trial {number} says: {message}."
    return f"All {len(ended):,} trials {failed}; none says why."


def filtered_out(shown: pd.DataFrame) -> bool:
    """Say that the filters leave nothing to plot; False where they leave enough."""
    finished = _finished(shown)
    if finished >= NEEDED:
        return False
    _say(
        f"The filters leave {formats.count(finished, 'finished trial')}, and plots need {NEEDED}: "
        "widen a range or choose another status.",
        "filter_alt_off",
    )
    return True


def _finished(trials: pd.DataFrame) -> int:
    return int((trials["status"] == "finished").sum())


def _say(sentence: Text, icon: Text) -> None:
    st.markdown(f":material/{icon}: {sentence}")
