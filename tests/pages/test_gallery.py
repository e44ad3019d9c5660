"""Each plot is one record in one list: where it appears follows from that."""

from collections import Counter

import pytest

from dctaxi import glossary
from dctaxi.plots import Comparison, StudyView, gallery
from dctaxi.report.content import report_of
from dctaxi.workspace import Workspace
from pages.components.shared import sitemap
from tests.pages.visiting import open_page
from tests.plots import test_every_case
from tests.studies import train_study

OF_TRIALS: tuple[StudyView | Comparison, ...] = (*gallery.VIEWS.values(), *gallery.COMPARISONS)


def tried(test: object) -> set[str]:
    """Return the names of the views that a parametrised test is run with."""
    return {
        value.name
        for mark in test.pytestmark  # type: ignore[attr-defined]
        if mark.args[0] == "view"
        for value in mark.args[1]
    }


@pytest.fixture
def studies(workspace: Workspace) -> Workspace:
    train_study(workspace, "many", n_trials=12)
    train_study(workspace, "more", n_trials=12, sampler="qmc")
    return workspace


@pytest.mark.usefixtures("studies")
def test_every_view_can_be_chosen_on_its_page() -> None:
    compare = open_page("pages/explore/compare.py", studies=["many", "more"])
    shown = [view.title for view in (*gallery.COMPARISONS, gallery.DIFFERENCES)]
    assert compare.pills(key="compare_view").options == shown
    trials = open_page("pages/explore/trials.py", study="many")
    assert trials.pills(key="plot_view").options == [view.title for view in gallery.FURTHER]
    titles = {heading.value for heading in trials.subheader}
    assert {view.title for view in gallery.BESIDE_TRIALS} <= titles


def test_every_view_with_an_excerpt_is_in_the_report(studies: Workspace) -> None:
    report = report_of("many", studies)
    reported = [view for view in gallery.VIEWS.values() if view.excerpt is not None]
    assert [plot.name for plot in report.plots] == [view.name for view in reported]
    for plot, view in zip(report.plots, reported, strict=True):
        assert view.excerpt is not None
        assert (plot.title, plot.question) == (view.title, view.question)
        assert plot.caption == view.excerpt.caption
        assert plot.rows


@pytest.mark.parametrize("view", OF_TRIALS, ids=lambda view: view.name)
def test_every_view_is_explained_in_the_glossary(view: StudyView | Comparison) -> None:
    entry = glossary.GLOSSARY[glossary.plot_term(view.name)]
    assert entry.label == view.label
    assert view in gallery.PAGES[entry.page]


def test_every_plot_is_explained_on_a_page_of_the_app() -> None:
    assert set(gallery.PAGES) <= set(sitemap.BY_ID)
    for plot in gallery.PLOTS.values():
        assert glossary.GLOSSARY[glossary.plot_term(plot.name)].label == plot.label
    plots = {id(plot): plot.name for plots in gallery.PAGES.values() for plot in plots}
    assert not [name for name, times in Counter(plots.values()).items() if times > 1]


def test_every_view_is_drawn_on_the_cases_that_break_plots() -> None:
    assert tried(test_every_case.test_a_view_draws_any_study_or_says_why_not) == set(gallery.VIEWS)
    compared = tried(test_every_case.test_a_comparison_draws_any_two_searches)
    assert compared == {view.name for view in gallery.COMPARISONS}
