"""Who asks for a study's trials: chosen once, stored with it, and asked again when it goes on."""

import pytest

from dctaxi.errors import StudyError
from dctaxi.samplers import sampler as records
from dctaxi.study import as_printed, create_study, find_study, run_study
from tests.fake_engine import FakeEngine
from tests.studies import plan_of, table_of


@pytest.fixture
def no_rustuna(monkeypatch):
    monkeypatch.setattr(records, "RUSTUNA", "a_package_that_is_not_there")


@pytest.mark.parametrize(
    ("sampler", "asker"),
    [("tpe", "rustuna"), ("random", "rustuna"), ("qmc", "optuna"), ("cmaes", "optuna")],
)
def test_rustuna_asks_wherever_it_is_as_good(sampler, asker):
    assert plan_of(sampler=sampler).asked_by == asker


def test_as_printed_optuna_asks():
    assert as_printed(plan_of()).asked_by == "optuna"
    with pytest.raises(StudyError, match="as printed is asked for by Optuna alone"):
        plan_of(as_printed=True, objective="chapter_objective", asker="rustuna")


@pytest.mark.usefixtures("no_rustuna")
def test_where_rustuna_is_missing_optuna_asks_and_the_study_says_so(workspace):
    create_study(plan_of(n_trials=3), workspace)
    run_study("study", workspace, engine=FakeEngine())
    assert find_study("study", workspace).plan.asked_by == "optuna"


def test_a_study_that_optuna_began_goes_on_with_it(workspace):
    create_study(plan_of("whole", asker="optuna", n_trials=24), workspace)
    run_study("whole", workspace, engine=FakeEngine())
    create_study(plan_of("parts", asker="optuna", n_trials=20), workspace)
    run_study("parts", workspace, engine=FakeEngine())
    run_study("parts", workspace, n_trials=4, engine=FakeEngine())
    assert table_of(workspace, "parts") == table_of(workspace, "whole")


def test_a_study_that_rustuna_began_waits_for_it(workspace, monkeypatch):
    create_study(plan_of(n_trials=3), workspace)
    monkeypatch.setattr("dctaxi.study.plan.has_rustuna", lambda: False)
    with pytest.raises(StudyError, match="rustuna, which is not installed"):
        run_study("study", workspace, engine=FakeEngine())
    assert find_study("study", workspace).plan is not None


@pytest.mark.parametrize(("asker", "words"), [("best", "asker: expected"), (3, "asker: expected")])
def test_refuses_who_is_nobody(asker, words):
    with pytest.raises(StudyError, match=words):
        plan_of(asker=asker)


def test_gp_is_asked_by_optuna_alone():
    with pytest.raises(StudyError, match="Gaussian process is asked for by Optuna alone"):
        plan_of(sampler="gp", asker="rustuna")


def test_a_table_names_the_sampler_and_who_asked():
    assert plan_of().sampler_text == "TPE (rustuna)"
    assert plan_of(asker="optuna").sampler_text == "TPE"
