"""What a page looks at of a study, and what its views compute of that, kept for all tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.analysis.studies import IndependentDraws, independent_draws
from dctaxi.plots import Scene, gallery
from dctaxi.workspace import Workspace
from pages.components.shared import plot_panel
from pages.components.study import frames

if TYPE_CHECKING:
    from dctaxi.analysis import Baseline, Selection
    from dctaxi.plots import StudyView, TemplateName
    from dctaxi.study import StudyPlan
    from pages.components.study.frames import StudyAt


@dataclass(frozen=True)
class SceneAt:
    """A study and which of its trials are looked at: the cheap key of everything drawn of them.

    ``plan`` is None for a study of another program, ``baseline`` where its data cannot be read.
    """

    study: StudyAt
    selection: Selection
    plan: StudyPlan | None = None
    baseline: Baseline | None = None

    def scene(self) -> Scene:
        """Return the trials themselves and what is known of their study."""
        return _scene(self.study, self.selection, self.baseline, self.plan)


def data(view: StudyView, seen: SceneAt, **options: Any) -> Any:
    """Return what a view computes of a scene; options can be hashed."""
    selection = seen.selection if view.shows_picked else seen.selection.filters
    chosen = tuple(sorted(options.items()))
    return _data(view.name, seen.study, selection, seen.baseline, chosen, seen.plan)


def draw(view: StudyView, seen: SceneAt, **options: Any) -> plot_panel.Draw:
    """Return how a view draws a scene."""
    selection = seen.selection if view.shows_picked else seen.selection.filters
    chosen = tuple(sorted(options.items()))

    def drawn(look: TemplateName) -> plot_panel.Drawn:
        return _drawn(view.name, seen.study, selection, seen.baseline, chosen, look, seen.plan)

    return drawn


# Building a figure takes longer than sending it. All tabs share it, and nobody changes it.
@st.cache_resource(max_entries=64, show_spinner=False)
def _drawn(
    view: str,
    study: StudyAt,
    selection: Selection,
    baseline: Baseline | None,
    options: tuple[tuple[str, Any], ...],
    look: TemplateName,
    _plan: StudyPlan | None,  # the study's own
) -> plot_panel.Drawn:
    found = _data(view, study, selection, baseline, options, _plan)
    known = gallery.VIEWS[view]
    return plot_panel.Drawn(known.figure(found, template=look), known.sentence(found))


@st.cache_data(max_entries=64, show_spinner=False)
def _data(
    view: str,
    study: StudyAt,
    selection: Selection,
    baseline: Baseline | None,
    options: tuple[tuple[str, Any], ...],
    _plan: StudyPlan | None,  # the study's own
) -> Any:
    scene = _scene(study, selection, baseline, _plan)
    return gallery.VIEWS[view].data(scene, **dict(options))


def _scene(
    study: StudyAt, selection: Selection, baseline: Baseline | None, plan: StudyPlan | None
) -> Scene:
    trials, parameters = frames.trials(study), frames.parameters(study)
    return Scene(study.name, trials, parameters, selection, plan, baseline, _draws(study))


@st.cache_data(max_entries=32, show_spinner=False)
def _draws(study: StudyAt) -> IndependentDraws | None:
    return independent_draws(Workspace(study.root, study.storage_url), study.name)
