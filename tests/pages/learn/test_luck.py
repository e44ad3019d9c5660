import dataclasses

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.importance import importances
from dctaxi.analysis.reading import TrialReader
from dctaxi.populations import POPULATIONS
from dctaxi.study import leave_out, take_back
from dctaxi.teaching.seed_luck import (
    seed_importance_text,
    seed_luck,
    seed_luck_sentences,
    winner_of_study,
)
from dctaxi.workspace import Workspace
from pages.components.shared.plain import Plain
from tests.fake_engine import FakeEngine, every
from tests.pages.visiting import check, open_page, texts
from tests.studies import train_study
from tests.waiting import until_idle

PAGE = "pages/learn/luck.py"


@pytest.fixture
def study(workspace: Workspace) -> str:
    train_study(workspace, "sixty", n_trials=60, round_size=60)
    return "sixty"


def train(workspace: Workspace, app: AppTest, key: str = "luck") -> AppTest:
    """Train what is missing, where it is not quick enough to need no click."""
    if [button for button in app.button if button.key == f"{key}_train"]:
        check(app.button(key=f"{key}_train").click().run())
    until_idle(workspace)
    return check(app.run())


def test_the_cost_is_said_before_and_nothing_is_trained(study: str, engine: FakeEngine) -> None:
    app = open_page(PAGE, study=study, luck_seeds="64", luck_draw="3")
    assert "64 trainings" in texts(app)
    assert app.number_input(key="luck_draw").value == 3
    assert not engine.trained
    assert not app.get("plotly_chart")


def test_the_winner_is_told_from_its_luck_in_the_numbers_of_these_trainings(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    winner = winner_of_study(study, workspace)
    app = train(workspace, open_page(PAGE, study=study))
    (kept,) = POPULATIONS.list(workspace)
    assert (kept.done, kept.plan.origin) == (256, study)
    seeds = {spec.seed for spec in engine.trained}
    assert len(seeds) == 256
    assert {dataclasses.replace(s, seed=winner.spec.seed) for s in engine.trained} == {winner.spec}
    values = POPULATIONS.load(kept.id, workspace).values
    for sentence in seed_luck_sentences(seed_luck(winner, values)):
        assert sentence in texts(app)
    assert f"The winner is number {winner.number} of sixty" in texts(app)
    found = importances(*TrialReader().read(workspace, study))
    assert f"{Plain(seed_importance_text(found))}" in texts(app)
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.usefixtures("engine")
def test_the_spread_is_that_of_the_trials_that_are_not_left_out_now(
    workspace: Workspace, study: str
) -> None:
    train(workspace, open_page(PAGE, study=study, luck_seeds="16"))
    (kept,) = POPULATIONS.list(workspace)
    values = POPULATIONS.load(kept.id, workspace).values
    best = winner_of_study(study, workspace)
    order = [int(n) for n in np.argsort(best.values, kind="stable")]
    for out in (order[1:20], order[41:]):  # as many each time, the good ones first
        left_out = leave_out(study, out, workspace)
        found = seed_luck(winner_of_study(study, workspace), values)
        spreads = seed_luck_sentences(found)[1]
        assert spreads in "\n".join(
            str(each.value) for each in open_page(PAGE, study=study, luck_seeds="16").caption
        )
        take_back(study, left_out, workspace)


def test_without_a_study_a_search_at_random_has_a_winner_too(
    workspace: Workspace, engine: FakeEngine
) -> None:
    app = open_page(PAGE)
    assert "There is no study yet, so a random search takes its place" in texts(app)
    assert "100 trainings" in texts(app)
    assert not engine.trained
    app = train(workspace, train(workspace, app, "luck_search"))
    search, seeds = POPULATIONS.list(workspace)
    assert (search.done, seeds.done) == (100, 256)
    assert seeds.plan.origin is None
    best = np.nanmin(POPULATIONS.load(search.id, workspace).values)
    assert f"The winner scored {best:.2f} USD" in texts(app)


@pytest.mark.parametrize(
    "query", [{"luck_seeds": "1"}, {"luck_seeds": "many"}, {"luck_draw": "-1"}]
)
def test_an_address_that_asks_for_what_there_is_not_shows_the_defaults(study: str, query) -> None:
    app = open_page(PAGE, study=study, **query)
    assert app.number_input(key="luck_seeds").value == 256
    assert app.number_input(key="luck_draw").value == 0
    assert not app.error


@pytest.mark.usefixtures("study")
def test_a_study_that_the_address_names_and_that_is_not_there_is_said() -> None:
    app = open_page(PAGE, study="gone")
    assert "There is no study named 'gone' here" in app.warning[0].value
    assert "256 trainings" in texts(app)


def test_a_study_without_a_finished_trial_has_no_winner(workspace: Workspace) -> None:
    train_study(workspace, "bad", diverges=True)
    app = open_page(PAGE, study="bad")
    assert "No trial of 'bad' has finished" in app.info[0].value
    assert not [button for button in app.button if button.key == "luck_train"]


def test_seeds_that_all_diverge_are_said(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    engine.diverges = every
    app = train(workspace, open_page(PAGE, study=study, luck_seeds="16"))
    assert "this configuration always diverges" in app.warning[0].value


def test_a_search_at_random_that_always_diverges_has_no_winner(
    workspace: Workspace, engine: FakeEngine
) -> None:
    engine.diverges = every
    app = train(workspace, open_page(PAGE), "luck_search")
    assert "there is no winner to look at" in app.info[0].value
