import json

import pytest

from dctaxi.data import SampleSource
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine


@pytest.fixture(autouse=True)
def study(engine):
    """A finished study in the commands' workspace."""
    del engine
    workspace = Workspace.current()
    plan = StudyPlan("mine", PRESETS["chapter"].space, n_trials=40, source=SampleSource(rows=60))
    create_study(plan, workspace)
    return run_study("mine", workspace, engine=FakeEngine())


def landscape(*arguments):
    return ("landscape", "run", "--study", "mine", "--x", "lr", "--y", "batch_size", *arguments)


def test_a_landscape_gives_cells(answer, engine):
    result = answer(*landscape("--grid", "4", "--seeds", "6"))
    assert len(engine.trained) == result["trainings"] == 4 * 4 * 6
    for name in ("median", "spread", "diverged_share"):
        assert [len(row) for row in result[name]] == [4] * 4
    assert result["x"]["name"] == "lr"
    assert len(result["y"]["values"]) == 4
    assert answer(*landscape("--grid", "4", "--seeds", "6")) == result
    assert len(engine.trained) == 96


def test_the_other_parameters_can_be_a_trials(answer, study):
    best = answer(*landscape("--grid", "2", "--seeds", "1", "--others", "best"))
    numbered = answer(*landscape("--grid", "2", "--seeds", "1", "--others", str(study.best_number)))
    assert best["others"] == dict(study.best_params)
    assert numbered["id"] == best["id"]


def test_a_landscape_is_written_to_a_file(tmp_path, capsys):
    from dctaxi.cli.main import main

    path = tmp_path / "landscape.json"
    assert main([*landscape("--grid", "2", "--seeds", "2"), "--json", str(path)]) == 0
    assert json.loads(path.read_text())["trainings"] == 8
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (landscape("--others", "999"), "no finished trial 999"),
        (("landscape", "run", "--study", "none", "--x", "lr", "--y", "seed"), "no study"),
        (("repeat", "--study", "none"), "no study"),
        (("repeat", "--study", "mine", "--trial", "999"), "no finished trial 999"),
    ],
)
def test_refuses_in_one_sentence(refusal, arguments, sentence):
    assert sentence in refusal(*arguments)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (landscape("--others", "worst"), "random, best or the number of a trial"),
        (landscape("--grid", "65"), "columns"),
        (landscape("--seeds", "65"), "seeds"),
        (landscape("--seed", "9" * 30), "seed"),
        (("landscape", "run", "--study", "mine", "--x", "lr", "--y", "seed"), "cannot be an axis"),
        (("landscape", "run", "--study", "mine", "--x", "lr", "--y", "lr"), "lr twice"),
        (("repeat", "--study", "mine", "--seeds", "5000"), "seeds"),
        (("repeat", "--study", "mine", "--top", "65"), "top"),
        (("repeat", "--study", "mine", "--trial", "1", "--trial", "1"), "got one twice"),
    ],
)
def test_a_value_that_cannot_be_is_wrong_usage(refusal, arguments, sentence):
    assert sentence in refusal(*arguments, status=2)


def test_repeats_rank_the_best_trials_anew(answer, engine, study):
    result = answer("repeat", "--study", "mine", "--top", "3", "--seeds", "16")
    assert len(engine.trained) == result["trainings"] == 48
    found = result["configurations"]
    assert [c["rank"]["value"] for c in found] == [1, 2, 3]
    assert study.best_number in [c["trial"] for c in found]
    assert {c["original_rank"] for c in found} == {1, 2, 3}
    for one in found:
        assert one["shrinkage"]["value"] == pytest.approx(one["median"]["value"] - one["original"])
    assert str(study.best_number) in result["findings"][0]


def test_repeats_take_named_trials(answer):
    result = answer("repeat", "--study", "mine", "--trial", "7", "--trial", "9", "--seeds", "4")
    assert {c["trial"] for c in result["configurations"]} == {7, 9}


def test_both_are_judged_on_all_rows_where_that_is_asked(answer, study):
    own = answer("repeat", "--study", "mine", "--top", "1", "--seeds", "4")
    judged = answer(
        "repeat", "--study", "mine", "--top", "1", "--seeds", "4", "--objective", "val_rmse_all"
    )
    first, second = own["configurations"][0], judged["configurations"][0]
    assert first["trial"] == second["trial"] == study.best_number
    assert second["original"] == pytest.approx(0.7 * first["original"])
    assert second["values"] == pytest.approx([0.7 * value for value in first["values"]])
    medians = [
        answer(*landscape("--grid", "2", "--seeds", "2", *more))["median"][0][0]
        for more in ((), ("--objective", "val_rmse_all"))
    ]
    assert medians[1] == pytest.approx(0.7 * medians[0])
