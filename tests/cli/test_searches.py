import json

import pytest

from dctaxi.cli import main
from tests.fake_engine import install


@pytest.fixture(autouse=True)
def engine(monkeypatch, tmp_path):
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    return install(monkeypatch)


def run(*options):
    return main([
        "searches", "run", "--preset", "chapter", "--searches", "4", "--trials", "12", *options
    ])  # fmt: skip


def test_runs_lists_shows_compares_and_deletes(capsys):
    assert run("--title", "whole", "--json", "-") == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["searches"] == 4
    assert whole["plan"]["samplers"] == ["tpe"]
    assert run("--narrow", "lr=0.02:0.04", "--title", "inside") == 0
    assert "4 of 4 searches of 12 trials ended" in capsys.readouterr().out
    assert main(["searches", "list"]) == 0
    assert "inside" in capsys.readouterr().out
    assert main(["searches", "compare", "inside", "whole"]) == 0
    assert "pairs" in capsys.readouterr().out
    assert main(["searches", "show", "whole", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == whole["id"]
    assert main(["searches", "delete", "whole"]) == 0
    capsys.readouterr()
    assert main(["searches", "show", "whole"]) == 1


@pytest.mark.parametrize(
    ("options", "differ"),
    [
        (("--trials", "13"), "differ in trials:"),
        (("--sampler", "random"), "differ in sampler:"),
        (("--seeds-per-trial", "3"), "differ in seeds per trial, what is made of the seeds:"),
        (("--one-at-a-time",), "differ in whether trials are chosen one at a time:"),
    ],
)
def test_searches_that_differ_in_more_than_their_space_are_not_compared(options, differ, capsys):
    run("--title", "one", "--searches", "2")
    run("--title", "other", "--searches", "2", *options)
    capsys.readouterr()
    assert main(["searches", "compare", "one", "other"]) == 1
    assert differ in capsys.readouterr().err


def test_a_sampler_and_who_asks_can_be_chosen(capsys):
    assert run("--sampler", "random", "--asker", "optuna", "--json", "-") == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert (plan["samplers"], plan["asker"]) == (["random"], "optuna")


def test_too_many_searches_are_refused_in_a_sentence(capsys):
    assert run("--searches", "999") == 2
    assert "repeats" in capsys.readouterr().err


def test_configurations_can_be_trained_with_several_seeds(capsys):
    assert run("--seeds-per-trial", "3", "--over-seeds", "mean", "--json", "-") == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert (plan["seeds_per_trial"], plan["over_seeds"]) == (3, "mean")
    assert plan["space"]["parameters"]["seed"] == {"type": "fixed", "value": 0}
