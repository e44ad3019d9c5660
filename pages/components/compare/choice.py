"""Which studies are compared: chosen on the page, said in its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading import read_studies
from dctaxi.analysis.studies import StudyGroup, group_repeats, incomparable
from dctaxi.foreign_text import revealed
from dctaxi.study import DATA_KEY, currency_of, find_study
from pages.components.shared import address, money, state
from pages.components.shared.plain import Plain
from pages.components.study.frames import StudyAt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.analysis.reading import StudySummary
    from dctaxi.samplers import SamplerId
    from dctaxi.workspace import Workspace

PARAMETER = "studies"
"""Name of the URL parameter that holds the compared studies, once for each."""

MOST = 24
"""Studies: six searches with four runs each."""

MOST_SEARCHES = 6

_KEY = "compare_studies"

_SEVERAL = "in its own currency"
"""What amounts of studies in several currencies are in."""


@dataclass(frozen=True)
class Choice:
    """The chosen studies at their versions, and the searches that they are runs of.

    ``problem`` says why their values must not be compared, empty where they may.
    """

    studies: tuple[StudyAt, ...]
    summaries: tuple[StudySummary, ...]
    groups: tuple[StudyGroup, ...]
    problem: str

    @property
    def enough(self) -> bool:
        """Whether there is anything to compare."""
        return len(self.studies) > 1

    @property
    def fits(self) -> bool:
        """Whether there are as many colours as searches."""
        return len(self.groups) <= MOST_SEARCHES

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the searches."""
        return tuple(group.name for group in self.groups)

    @property
    def members(self) -> tuple[tuple[StudyAt, ...], ...]:
        """The studies of each search: with ``names`` the cheap key of what is computed of them."""
        by_name = {study.name: study for study in self.studies}
        return tuple(tuple(by_name[name] for name in group.members) for group in self.groups)

    @property
    def samplers(self) -> tuple[SamplerId | None, ...]:
        """What drew the trials of each search, None where that is not known."""
        plans = (group.plan for group in self.groups)
        return tuple(None if plan is None else plan.sampler for plan in plans)


def show(workspace: Workspace) -> Choice | None:
    """Draw the choice; None where there is no study at all."""
    studies = [study.name for study in read_studies(workspace)]
    if not studies:
        return None
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _at_first(studies)
    # A study that was deleted since is no option any more.
    st.session_state[_KEY] = [name for name in st.session_state[_KEY] if name in studies]
    chosen = st.multiselect(
        "Studies",
        studies,
        format_func=revealed,
        max_selections=MOST,
        key=_KEY,
        persist_state="session",
        help=f"Up to {MOST_SEARCHES} searches. Studies that differ only in their sampler's "
        "seed are runs of one search.",
        label_visibility="collapsed",
    )
    address.write({PARAMETER: chosen})
    return of(workspace, chosen)


def of(workspace: Workspace, names: Sequence[str]) -> Choice:
    """Return these studies as they are now; one that was deleted since is left out."""
    summaries = {study.name: study for study in read_studies(workspace)}
    chosen = [name for name in names if name in summaries]
    entries = [find_study(name, workspace) for name in chosen]
    plans = {entry.name: entry.plan for entry in entries}
    currencies = {currency_of(entry.user_attrs) for entry in entries}
    money.use_unit(currencies.pop() if len(currencies) == 1 else _SEVERAL, names=chosen)
    return Choice(
        tuple(StudyAt.now(workspace, name) for name in chosen),
        tuple(summaries[name] for name in chosen),
        group_repeats(plans, {entry.name: entry.maker for entry in entries if entry.maker}),
        incomparable(
            list(plans.values()),
            [(entry.user_attrs.get(DATA_KEY) or {}).get("fingerprint") for entry in entries],
        ),
    )


def put(names: Sequence[str]) -> None:
    """Let *Compare* open with these studies."""
    st.session_state[_KEY] = list(names)[:MOST]


def add(names: Sequence[str]) -> None:
    """Compare these studies, too, as far as there is room for them."""
    chosen = [*st.session_state.get(_KEY, ()), *names]
    st.session_state[_KEY] = list(dict.fromkeys(chosen))[:MOST]


def _at_first(studies: list[str]) -> list[str]:
    """Return the address's studies, else the one looked at last beside the latest other one."""
    asked = list(dict.fromkeys(address.texts(PARAMETER)))
    wanted = [name for name in asked if name in studies]
    if len(wanted) < len(asked):
        missing = ", ".join(repr(name) for name in asked if name not in studies)
        st.warning(Plain(f"There is no study named {missing} here."), icon=":material/warning:")
    if asked:
        return wanted[:MOST]
    looked_at = state.selected_study()
    return sorted(studies, key=lambda name: name != looked_at)[:2]
