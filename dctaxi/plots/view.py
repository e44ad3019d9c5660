"""What a plot is: its name and question; and of plots of trials also how each is made of them.

One record per plot stands beside its functions. Pages, reports, files, the glossary and the tests
are made from the lists of them in ``gallery``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Concatenate, Generic, TypeAlias, TypeVar

from dctaxi.analysis import Selection
from dctaxi.analysis.reading import without_set_aside
from dctaxi.labels import Label

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from dctaxi.analysis import Baseline
    from dctaxi.analysis.reading import Parameter
    from dctaxi.analysis.studies import IndependentDraws
    from dctaxi.samplers import SamplerId
    from dctaxi.study import StudyPlan

LISTED = 10
"""Rows of a table in a report; the figure has them all."""

Subject = TypeVar("Subject")
Data = TypeVar("Data")

_EVERYTHING = Selection()


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A plot as a reader meets it.

    ``name`` stands in addresses, in the keys of widgets and in the glossary's words, ``title``
    above the plot; ``question`` is a paragraph on what it answers and how to read it.
    """

    name: str
    title: str
    question: str

    @property
    def label(self) -> Label:
        """Title and question, as the glossary explains everything else."""
        return Label(self.title, self.question)


@dataclass(frozen=True)
class Excerpt(Generic[Data]):
    """The numbers that a report lists below a plot, and their caption.

    A row for each hyperparameter, or the first ``LISTED`` of many.
    """

    caption: str
    rows: Callable[[Data], pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class View(Plot, Generic[Subject, Data]):
    """A plot of trials, which is made of its subject: a :class:`Scene`, or searches to compare.

    ``data(subject, **options)`` computes what ``figure(data, template=…)`` draws and what
    ``sentence(data)`` finds in it; each option has a default. ``table(subject, data)`` has the
    numbers behind the figure. ``missing(subject)`` says why there is nothing to draw, and is empty
    where there is. ``shows_picked`` tells that picked trials are drawn apart from the others. A
    report has the views with an ``excerpt``.
    """

    data: Callable[Concatenate[Subject, ...], Data]
    figure: Callable[Concatenate[Data, ...], go.Figure]
    sentence: Callable[[Data], str]
    table: Callable[[Subject, Data], pd.DataFrame]
    missing: Callable[[Subject], str] = lambda _subject: ""
    shows_picked: bool = False
    excerpt: Excerpt[Data] | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """A study's trials, those of them that are looked at, and what is known of it beside them.

    ``trials`` are all of the study, ``parameters`` those that they have. ``plan`` is None for a
    study of another program, ``baseline`` where its data cannot be read, ``draws`` for a sampler
    that learns from earlier trials.
    """

    name: str
    trials: pd.DataFrame
    parameters: tuple[Parameter, ...]
    selection: Selection = _EVERYTHING
    plan: StudyPlan | None = None
    baseline: Baseline | None = None
    draws: IndependentDraws | None = None

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The trials that the selection leaves, but for those that were set aside."""
        return without_set_aside(self.selection.apply(self.trials)).reset_index(drop=True)

    @property
    def names(self) -> list[str]:
        """The names of the parameters."""
        return [parameter.name for parameter in self.parameters]

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of this name; raises KeyError where the trials lack it."""
        return {parameter.name: parameter for parameter in self.parameters}[name]

    def rows(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return these columns of the trials shown behind their number and objective."""
        known = [name for name in ("number", "value", *columns) if name in self.shown]
        return self.shown[known]


def without_parameters(scene: Scene) -> str:
    """Say that a study has no hyperparameters; empty where it has."""
    return "" if scene.parameters else "The trials of this study have no hyperparameters."


@dataclass(frozen=True, eq=False)
class Search:
    """One of the searches that are compared: the trials of each of its repeats.

    ``sampler`` drew them, None where that is not known.
    """

    name: str
    runs: tuple[pd.DataFrame, ...]
    parameters: tuple[Parameter, ...]
    sampler: SamplerId | None


StudyView: TypeAlias = View[Scene, Any]
"""A view of one study."""

Comparison: TypeAlias = View[Sequence[Search], Any]
"""A view of several searches."""
