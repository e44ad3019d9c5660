"""A workspace of the release before on every page, and a study of a release to come."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.study import find_study
from dctaxi.workspace import Workspace
from pages.components.shared import sitemap
from tests.earlier.fixtures import unpack, what_it_told
from tests.fake_engine import install
from tests.pages.visiting import check, keys, open_page, texts
from tests.studies import keep_study, make_newer, plan_of

NEWER = "made by a newer release of this program"

of_every_page = pytest.mark.parametrize("entry", sitemap.SHOWN, ids=lambda entry: entry.id)


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What pages train in a test, with the fake engine."""
    return install(monkeypatch).trained


@pytest.fixture
def earlier(workspace: Workspace) -> Workspace:
    unpack(workspace.root)
    return workspace


def opened(entry: sitemap.Entry, **query: Any) -> AppTest:
    app = open_page(entry.file, **query)
    assert [error.value for error in app.error] == []
    return app


@of_every_page
@pytest.mark.usefixtures("earlier", "trained")
def test_every_page_opens_on_an_earlier_workspace(
    entry: sitemap.Entry,
) -> None:
    for name in ("by tpe", "a child"):
        app = opened(entry, study=name)
        assert len(app.title) == 1


@pytest.mark.usefixtures("earlier", "trained")
@pytest.mark.parametrize(
    "name", ["by random", "by qmc", "by gp", "by cmaes", "as printed", "not begun"]
)
def test_a_study_of_every_sampler_opens(name: str) -> None:
    for entry in (sitemap.STUDIES, sitemap.TRIALS, sitemap.WHATIF):
        app = opened(entry, study=name)
        assert NEWER not in texts(app)


@pytest.mark.usefixtures("earlier")
def test_the_what_ifs_of_an_earlier_address_open_and_wait_for_a_click(
    trained: list[Any],
) -> None:
    told = what_it_told()
    app = opened(sitemap.WHATIF, study="by tpe", whatif=told["whatif"], card=told["card"])
    assert "**Deeper; and steeper**" in texts(app)
    assert "This link asks for" in texts(app)
    assert (app.query_params["whatif"], app.query_params["card"]) == (told["whatif"], told["card"])
    assert trained == []


@pytest.mark.usefixtures("earlier")
def test_links_of_an_earlier_release_open(trained: list[Any]) -> None:
    told = what_it_told()
    for entry in (sitemap.WHATIF, sitemap.LANDSCAPE, sitemap.LUCK):
        app = opened(entry, space=told["space_link"])
        assert app.query_params["space"] == told["space_link"]
    app = opened(sitemap.NEW_STUDY, space=told["own_layers_link"])
    assert "layer" in texts(app)
    app = opened(sitemap.NEW_STUDY, lesson=told["lesson_link"])
    assert "Which optimiser?" in texts(app)
    assert trained == []


@pytest.mark.usefixtures("earlier")
def test_what_an_earlier_release_trained_is_found_and_not_trained_again(
    trained: list[Any],
) -> None:
    app = opened(sitemap.WHATIF, study="by tpe", **sitemap.REPEAT)
    app.number_input(key="seeds_top").set_value(2)
    assert "seeds_train" in keys(app)  # five trials and 64 seeds
    check(app.number_input(key="seeds_count").set_value(3).run())
    assert "seeds_train" not in keys(app)
    assert len(app.get("plotly_chart")) >= 1
    assert trained == []


def draw_landscape(place: int) -> None:
    """Draw one of the landscapes that the study has, as its page does."""
    from dctaxi.populations import LANDSCAPES
    from dctaxi.study import find_study
    from pages.components.landscape import heat_map
    from pages.components.shared import state
    from pages.components.study import frames
    from pages.components.trained import origin

    workspace = state.workspace()
    kept = LANDSCAPES.list(workspace)[place]
    start = origin.of_study(find_study("by tpe", workspace))
    study = frames.StudyAt.now(workspace, "by tpe")
    heat_map.show(
        LANDSCAPES.load(kept.id, workspace),
        start,
        study,
        frames.trials(study),
        frames.parameters(study),
    )


@pytest.mark.usefixtures("earlier")
@pytest.mark.parametrize("place", [0, 1])
def test_an_earlier_landscape_is_drawn(place: int) -> None:
    app = check(AppTest.from_function(draw_landscape, args=(place,), default_timeout=60).run())
    assert [error.value for error in app.error] == []
    assert len(app.get("plotly_chart")) >= 1


@of_every_page
def test_every_page_says_that_a_study_is_of_a_newer_release_and_leaves_it_alone(
    entry: sitemap.Entry, workspace: Workspace, trained: list[Any]
) -> None:
    keep_study(plan_of("of tomorrow", n_trials=4), workspace, [5.25, 3.5, None, 4.0])
    plan = make_newer(workspace, "of tomorrow")
    app = opened(entry, study="of tomorrow")
    said = texts(app) + "".join(each.value for each in (*app.info, *app.warning))
    assert "another program" not in said
    shows_studies = {"studies", "trials", "whatif", "landscape", "luck", "tpe",
                     "replay", "ranges", "easy_batch", "model"}  # fmt: skip
    assert (NEWER in said) is (entry.id in shows_studies)
    assert find_study("of tomorrow", workspace).user_attrs["dctaxi:plan"] == plan
    assert trained == []


def test_studies_of_both_releases_stand_side_by_side(workspace: Workspace) -> None:
    for name in ("today", "tomorrow"):
        keep_study(plan_of(name, n_trials=4), workspace, [5.25, 3.5, None, 4.0])
    make_newer(workspace, "tomorrow")
    app = opened(sitemap.COMPARE, studies=["today", "tomorrow"])
    assert "a newer release of this program" in app.warning[0].value
