"""What the list says of a study, in rows and on cards alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.analysis.reading import objective_words
from dctaxi.analysis.studies import judgement_of_best, standing_headline
from dctaxi.data import data_label
from dctaxi.labels import in_currency
from dctaxi.study import (
    NEWER_MAKER,
    PARENT_KEY,
    StudyState,
    currency_of,
    note_of,
    repeated_of,
    tags_of,
)
from pages.components.shared import formats, job_controls, navigation, sitemap, state, term_link
from pages.components.shared.plain import Markdown, Plain
from pages.components.studies import listing
from pages.components.study import choice

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.study import StudyEntry


def open_link(study: StudySummary) -> None:
    """Draw the study's name, which opens its trials."""
    navigation.link(
        sitemap.TRIALS,
        label=Markdown(f"**{Plain(study.name)}**"),
        icon=":material/arrow_forward:",
        query_params={state.STUDY_PARAMETER: study.name},
    )


def badges(study: StudySummary) -> str:
    """Return a study's state, its chosen trial and its tags."""
    tags = [f":gray-badge[{Plain(tag)}]" for tag in tags_of(study.attributes)]
    found = [formats.state_badge(listing.state_of(study)), choice.badge(study.attributes), *tags]
    return " ".join(one for one in found if one)


def objective_help(study: StudySummary) -> str:
    """Say what a study's value means, and what the constant answer scores beside its best."""
    best = study.best
    here = "" if best is None or not best.objective else f"Here: {objective_words(best.objective)}."
    beside = "" if best is None else f" {constant(study)}."
    return term_link.about(labels.METRICS["value"], f"{here}{beside}".strip())


def constant(study: StudySummary) -> str | None:
    """Say what the constant answer scores on the best trial's own rows; None without a best."""
    if study.best is None:
        return None
    return formats.beside_constant(study.best.constant) or "constant answer not measured"


def trials(study: StudySummary) -> str:
    """Say how many trials have ended, of how many, and how many of them failed."""
    ended = study.done + study.failed
    of = "" if ended >= study.total else f" of {study.total:,}"
    failed = f", {study.failed:,} failed or diverged" if study.failed else ""
    return f"{ended:,}{of} {'trial' if ended == 1 and not of else 'trials'}{failed}"


def verdict(study: StudySummary) -> str:
    """Say what the best trial is worth on rows that chose nothing, empty where nobody knows."""
    judgement = judgement_of_best(study.attributes, study.best.trial if study.best else None)
    if judgement is None:
        return ""
    return in_currency(standing_headline(judgement), currency_of(study.attributes))


def draw_note(study: StudySummary) -> None:
    """Draw the note on a study; nothing where there is none."""
    if note := note_of(study.attributes):
        st.caption(f":material/sticky_note_2: {Plain(note)}")


def setting(study: StudySummary, entry: StudyEntry | None) -> list[Plain]:
    """Return, in parts, what a study trained on, what chose its trials, and where it comes from."""
    parts = []
    if entry is not None and entry.maker == NEWER_MAKER:
        parts.append(Plain(f"made by {NEWER_MAKER}: update this one to go on with it"))
    if entry is not None and entry.plan is not None:
        plan = entry.plan
        parts += [
            Plain(plan.sampler_text),
            Plain(data_label(plan.source, state.workspace())),
            Plain(f"{labels.FEATURE_SETS[plan.feature_set].label.lower()} features"),
        ]
        if plan.as_printed:
            parts.append(Plain("as printed"))
        if plan.parent is not None:
            parts.append(Plain(f"continues {plan.parent}{_kept(study)}"))
    if (first := repeated_of(study.attributes)) is not None:
        parts.append(Plain(f"{first} with another seed"))
    return parts


def resume(study: StudySummary, entry: StudyEntry | None) -> None:
    """Draw the button that runs a study on whose program ended meanwhile; nothing for others."""
    job_controls.show_resume_problem(study.name)
    if entry is None or entry.plan is None or entry.state is None:
        return
    if entry.state.state is StudyState.INTERRUPTED:
        remaining = max(0, study.total - study.done - study.failed)
        job_controls.resume(study.name, remaining, key=f"card_{study.name}")


def _kept(study: StudySummary) -> str:
    """Say how many of the parent's trials a study began with; nothing where it took over none."""
    parent = study.attributes.get(PARENT_KEY)
    if not isinstance(parent, dict) or not parent.get("kept"):
        return ""
    return f" with {parent['kept']:,} of its {parent['of']:,} trials"
