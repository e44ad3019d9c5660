"""A workspace of another release, and a study of a release to come, on every page."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.study import find_study
from dctaxi.workspace import Workspace
from pages.components.shared import sitemap
from tests.fake_engine import install
from tests.pages.visiting import open_page, texts
from tests.studies import keep_study, make_newer, plan_of

NEWER = "made by a newer release of this program"

of_every_page = pytest.mark.parametrize("entry", sitemap.OPEN, ids=lambda entry: entry.id)


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What pages train in a test, with the fake engine."""
    return install(monkeypatch).trained


def opened(entry: sitemap.Entry, **query: Any) -> AppTest:
    app = open_page(entry.file, **query)
    assert [error.value for error in app.error] == []
    return app


@of_every_page
def test_every_page_says_that_a_study_is_of_a_newer_release_and_leaves_it_alone(
    entry: sitemap.Entry, workspace: Workspace, trained: list[Any]
) -> None:
    keep_study(plan_of("of tomorrow", n_trials=4), workspace, [5.25, 3.5, None, 4.0])
    plan = make_newer(workspace, "of tomorrow")
    app = opened(entry, study="of tomorrow")
    said = texts(app) + "".join(each.value for each in (*app.info, *app.warning))
    assert "another program" not in said
    shows_studies = {"studies", "trials", "whatif", "luck", "tpe",
                     "easy_batch", "model"}  # fmt: skip
    assert (NEWER in said) is (entry.id in shows_studies)
    assert find_study("of tomorrow", workspace).user_attrs["dctaxi:plan"] == plan
    assert trained == []


def test_studies_of_both_releases_stand_side_by_side(workspace: Workspace) -> None:
    for name in ("today", "tomorrow"):
        keep_study(plan_of(name, n_trials=4), workspace, [5.25, 3.5, None, 4.0])
    make_newer(workspace, "tomorrow")
    app = opened(sitemap.COMPARE, studies=["today", "tomorrow"])
    assert "a newer release of this program" in app.warning[0].value


@of_every_page
def test_a_workspace_from_before_is_refused_on_every_page(
    entry: sitemap.Entry, workspace: Workspace
) -> None:
    keep_study(plan_of("old", n_trials=1), workspace, [5.25])
    (workspace.root / "version").unlink()
    app = open_page(entry.file)
    assert "was made before version 1.0: export its studies" in app.error[0].value
