"""A record is all that a sampler needs: what asks, estimates, races and draws follows from it."""

from pathlib import Path

import pytest
from optuna.samplers import RandomSampler

from dctaxi.cli import main
from dctaxi.labels import Label
from dctaxi.plots.learn.race import race_data, race_figure
from dctaxi.populations import train
from dctaxi.samplers import SAMPLERS, Sampler, available_samplers, samplers
from dctaxi.samplers.ask_times import AskTimes
from dctaxi.study import create_study, run_study
from dctaxi.teaching.race import RACES, RacePlan, verdict, verdict_sentences
from dctaxi.timing import estimate
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import SPACE, plan_of, trials_of


@pytest.fixture
def coin(monkeypatch: pytest.MonkeyPatch) -> Sampler:
    record = Sampler(
        id="coin",
        label=Label("Coin", "Tosses a coin for every value."),
        package=None,
        make=lambda _study_seed, round_seed: RandomSampler(seed=round_seed),
        round_size=7,
        ask_s=AskTimes({10: 3600.0}),
        learns=False,
        one_by_one=True,
        colour="third",
        fast=None,
    )
    monkeypatch.setitem(samplers._BY_ID, record.id, record)
    return record


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, f"sqlite:///{tmp_path / 'studies.db'}")


def test_it_can_be_chosen(coin: Sampler) -> None:
    assert available_samplers()[-1] == coin.id
    assert SAMPLERS[coin.id] is coin


def test_a_study_asks_it_in_rounds_of_its_size(coin: Sampler, workspace: Workspace) -> None:
    engine = FakeEngine()
    create_study(plan_of(sampler=coin.id, n_trials=21), workspace)
    run_study("study", workspace, engine=engine)
    assert engine.round_sizes == [coin.round_size] * 3
    assert len(trials_of(workspace)) == 21


def test_an_estimate_counts_what_asking_it_costs(coin: Sampler) -> None:
    plan = plan_of(sampler=coin.id, n_trials=10)
    seconds = estimate(plan).seconds
    assert seconds == pytest.approx(10 * 3600 * len(plan.space.distributions()) / 10, rel=0.01)


def test_a_command_takes_it(
    coin: Sampler, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(workspace.root))
    monkeypatch.setenv("DCTAXI_STORAGE", workspace.storage_url)
    monkeypatch.setattr("dctaxi.study.run.make_engine", lambda *_args, **_options: FakeEngine())
    run = ["study", "run", "--name", "study", "--preset", "first", "--trials", "3"]
    assert main([*run, "--sampler", coin.id, "--json", "-"]) == 0
    assert len(trials_of(workspace)) == 3


def test_it_races_and_is_drawn_in_its_colour_and_named(coin: Sampler, workspace: Workspace) -> None:
    plan = RacePlan(SPACE, samplers=("tpe", coin.id), repeats=2, n_trials=12)
    race = train(plan, RACES, workspace, engine=FakeEngine())
    lines = {
        trace.name: trace.line
        for trace in race_figure(race_data(race), template="light").data
        if trace.name
    }
    assert set(lines) == {"TPE", "Coin"}
    assert lines["Coin"].color != lines["TPE"].color
    assert lines["Coin"].dash == "dash"  # it is as blind as chance
    assert "Coin" in " ".join(verdict_sentences(verdict(race)))
