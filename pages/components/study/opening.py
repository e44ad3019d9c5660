"""How a page about the trials of one study begins: picker, title, version, or why there is none.

While a study runs, *Trials* has its live head, and the page decides how its table and plots follow.
Elsewhere one line of text ticks, and plots are drawn anew when the reader asks or the study ends: a
new figure loses its zoom.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dctaxi.analysis import Baseline, kept_baseline, study_baseline
from dctaxi.analysis.reading import StudyVersion, study_version
from dctaxi.data import prepare
from dctaxi.errors import DcTaxiError
from dctaxi.labels import METRICS
from dctaxi.report import file_stem, report_html
from dctaxi.runner import runner_for
from dctaxi.study import BASELINE_KEY, StudyState, find_study
from pages.components.shared import (
    formats,
    job_controls,
    navigation,
    refusal,
    sitemap,
    state,
    tables,
    term_link,
)
from pages.components.shared.plain import Plain
from pages.components.study import again, aside, choice, frames, live, nothing_yet, picker, watch

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from dctaxi.analysis.reading import StudySummary
    from dctaxi.data import TaxiTables
    from dctaxi.study import StudyEntry, StudyPlan
    from dctaxi.workspace import Workspace

_POLL_S = 2.0


@dataclass(frozen=True)
class Opened:
    """A study with trials, at the version that is shown; ``plan`` is None if unreadable."""

    study: StudySummary
    plan: StudyPlan | None
    running: bool
    version: frames.StudyAt
    trials: pd.DataFrame

    @property
    def baseline(self) -> Baseline | None:
        """What always answering the mean fare scores; None where the study's data cannot be read.

        The study stored it, or its data say it.
        """
        kept = kept_baseline(self.study.attributes.get(BASELINE_KEY))
        if kept is not None or self.plan is None:
            return kept
        try:
            read = tables.read(self.plan.source)
            key = json.dumps(self.plan.to_json())
            return _computed_baseline(key, read.fingerprint, self.plan, read)
        except DcTaxiError:
            return None

    def newest(self) -> Opened:
        """Return the study as it is now, and let it be what is shown from now on."""
        return self.at(_follow(state.workspace(), self.study.name, running=self.running))

    def at(self, version: StudyVersion) -> Opened:
        """Return the study as it was at a version."""
        workspace = state.workspace()
        shown = frames.StudyAt(workspace.root, workspace.storage_url, self.study.name, version)
        return replace(self, version=shown, trials=frames.trials(shown))


class LiveHead(NamedTuple):
    """What a page that follows a study has in the live head: its switch, and what that says.

    ``held`` shows the study as it was shown last, not as it is now.
    """

    switch: Callable[[], None]
    held: bool


def show(live_head: LiveHead | None = None) -> Opened:
    """Draw the beginning; the page ends with it where there is no study or no trial yet.

    A study that trains has a live head in it where the page brings what belongs into that.
    """
    workspace = state.workspace()
    study = picker.show(workspace)
    if study is None:
        nothing_yet.no_study()
        st.stop()
    running = picker.is_running(workspace, study.name)
    if not running and study.state == StudyState.RUNNING:
        study = picker.read_again(workspace, study)  # it ended since the picker read it
    entry = find_study(study.name, workspace)
    plan = entry.plan
    _title(study, entry, live_head, running=running)
    version = _version(workspace, study.name, live_head, running=running)
    trials = frames.trials(version)
    aside.said(study.name, study.attributes)
    if running and live_head is not None:
        live.show(study, int(trials["value"].notna().sum()))
    if trials.empty:
        # Why a study failed stands above; more of it would fail again.
        if not live.waits(study.name) and study.state != StudyState.FAILED:
            nothing_yet.no_trials(running=running)
        st.stop()
    return Opened(study, plan, running, version, trials)


_CUT_SHORT = frozenset({StudyState.STOPPED, StudyState.FAILED, StudyState.INTERRUPTED})


def _title(
    study: StudySummary, entry: StudyEntry, live_head: LiveHead | None, *, running: bool
) -> None:
    """Draw the study's name and state; a study of this program that has ended can be resumed.

    One that was cut short says why, and offers the rest of its trials first.
    """
    waits = running and live.waits(study.name)
    doing = "queued" if waits else "running" if running else study.state or "other tool"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="study_head"):
        name = Plain(study.name)
        badges = f"{formats.state_badge(doing)} {choice.badge(study.attributes)}".strip()
        st.subheader(f"{name} {badges}", anchor=False, width="content")
        with st.container(key="study_facts"):
            if not running or live_head is None:
                st.markdown(_facts(study), help=term_link.about(METRICS["constant_objective"]))
        if running and live_head is not None and not waits:
            live_head.switch()
        _report_button(study.name)
        if running and live_head is None:
            navigation.link(
                sitemap.TRIALS,
                label="Watch",
                query_params={state.STUDY_PARAMETER: study.name},
            )
        elif running:
            live.stop_buttons(study.name)
        elif entry.plan is not None:
            remaining = max(0, study.total - study.done - study.failed)
            if study.state in _CUT_SHORT and remaining:
                job_controls.resume(study.name, remaining)
            job_controls.run_more(
                runner_for(state.workspace()), study.name, key="trials", remaining=remaining
            )
            again.popover(entry.plan)
    again.said()
    if not running and entry.state is not None and entry.state.message:
        refusal.show(entry.state.message)


def _facts(study: StudySummary) -> str:
    """Say in a line how good the best is, beside the constant answer, and how many trials ended."""
    said = []
    if study.best is not None:
        beside = formats.beside_constant(study.best.constant)
        said += [f"**{formats.usd(study.best.value)}** best", *([beside] if beside else [])]
    said.append(f"{study.done:,} of {formats.count(study.total, 'trial')}")
    if study.failed:
        said.append(f"{study.failed:,} failed or diverged")
    return " · ".join(said)


def _report_button(study: str) -> None:
    """Draw the button that makes the report when it is pressed."""
    st.download_button(
        "Report",
        icon=":material/summarize:",
        data=lambda: _report(study),
        file_name=f"{file_stem(study)}.html",
        mime="text/html",
        on_click="ignore",
        type="tertiary",
        key="study_report",
        help="Space, data, best trials, plots, the seeds' verdict and versions as one page that "
        "needs no network.",
    )


def _report(study: str) -> bytes:
    return report_html(study, state.workspace()).encode()


def _version(
    workspace: Workspace, study: str, live_head: LiveHead | None, *, running: bool
) -> frames.StudyAt:
    """Return the study at the version to show; without a live head, tell how much newer it is."""
    shown, ticks = _shown_version(study), live_head is None
    held = live_head is not None and live_head.held
    stays = running and (ticks or (held and shown and shown.finished >= nothing_yet.NEEDED))
    if shown is None or not stays:
        shown = _follow(workspace, study, running=running)
    if running and ticks:
        _ticker(workspace, study, shown)
    return frames.StudyAt(workspace.root, workspace.storage_url, study, shown)


def _ticker(workspace: Workspace, study: str, shown: StudyVersion) -> None:
    def tick() -> None:
        now = watch.version(workspace, study, within_s=watch.FRESH_S)
        ended = not watch.is_running(workspace, study)
        if ended or shown.finished < nothing_yet.NEEDED <= now.finished:
            _follow(workspace, study)
            st.rerun()
        new = now.finished - shown.finished
        with st.container(horizontal=True, vertical_alignment="center"):
            so_far = formats.count(now.finished, "trial")
            st.caption(f"{so_far} so far", width="content")
            if st.button(
                f"{formats.count(new, 'new trial')}: refresh table and plots",
                icon=":material/refresh:",
                disabled=new == 0,
                key="trial_refresh",
            ):
                _follow(workspace, study)
                st.rerun()

    st.fragment(tick, run_every=_POLL_S, key="trial_tick")()


def _shown_version(study: str) -> StudyVersion | None:
    stored = st.session_state.get(_version_key(study))
    return None if stored is None else StudyVersion(*stored)


def _follow(workspace: Workspace, study: str, *, running: bool = False) -> StudyVersion:
    """Let the newest version be what is shown; of a study that many watch, one that they share.

    Before there is anything to plot, that is always the newest.
    """
    if running:
        pace = watch.plots_pace()
        pace.arrive(state.tab())
        version = watch.version(workspace, study, within_s=pace.slack_s())
    if not running or version.finished < nothing_yet.NEEDED:
        version = study_version(workspace, study)
    st.session_state[_version_key(study)] = tuple(version)
    return version


def _version_key(study: str) -> str:
    return f"trial_version_{study}"


@st.cache_data(max_entries=32, show_spinner=False)
def _computed_baseline(
    key: str,  # noqa: ARG001  # with the contents, for files may change in their place, the key
    contents: str,  # noqa: ARG001
    _plan: StudyPlan,
    _read: TaxiTables,
) -> Baseline | None:
    """Return the baseline of a plan; what its data lack now, and raise, is not kept."""
    data = prepare(_read, _plan.feature_set)
    return study_baseline(data, _plan.space, _plan.objective)
