import json

import pytest

from dctaxi.cli.main import main
from dctaxi.data import SampleSource
from dctaxi.space import PRESETS, FloatRange
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def populate(answer):
    return lambda *arguments: answer("population", "run", "--n", "64", *arguments)


def test_gives_the_numbers_of_the_population(populate):
    result = populate("--preset", "chapter")
    assert result["n"] == 64
    assert result["diverged"] == 0
    assert result["wall_s"] > 0
    assert result["space"] == PRESETS["chapter"].space.to_json()
    q = result["objective"]
    assert q["best"] < q["q05"] < q["q25"] < q["median"] < q["q75"] < q["q95"]
    best = result["expected_best"]
    assert q["best"] < best["10"] < best["1"]
    assert best["100"] is None  # there are only 64
    assert result["feature_set"] == "raw"


def test_narrows_the_space_and_marks_extensions(populate):
    result = populate(
        "--preset", "chapter", "--narrow", "lr=0.02:0.2", "--narrow", "optimizer=Adam"
    )
    parameters = result["space"]["parameters"]
    assert parameters["lr"] == {
        "type": "float", "low": 0.02, "high": 0.2, "step": None, "log": True
    }  # fmt: skip
    assert parameters["optimizer"] == {"type": "fixed", "value": "Adam"}
    assert len(result["extensions"]) == 1
    assert result["extensions"][0].startswith("lr")


def test_trains_the_same_population_once(populate, engine):
    first = populate("--preset", "first")
    assert populate("--preset", "first") == first
    assert len(engine.trained) == 64
    assert populate("--preset", "first", "--seed", "1")["id"] != first["id"]


def test_reads_a_space_from_a_file(populate, tmp_path):
    path = tmp_path / "space.json"
    path.write_text(json.dumps(PRESETS["wide"].space.to_json()))
    assert populate("--space", str(path))["space"] == PRESETS["wide"].space.to_json()


def test_takes_space_data_and_objective_from_a_study(answer, populate):
    workspace = Workspace.current()
    source = SampleSource(rows=72)
    space = PRESETS["chapter"].space.replace("lr", FloatRange(0.01, 0.3, log=True))
    plan = StudyPlan("mine", space, n_trials=20, source=source,
                     feature_set="distance", objective="val_rmse")  # fmt: skip
    create_study(plan, workspace)
    report = run_study("mine", workspace, engine=FakeEngine())

    here = populate("--study", "mine", "--narrow", "lr=0.02:0.04", "--n", "128")
    there = populate("--study", "mine", "--n", "128")
    assert here["source"] == source.to_json()
    assert (here["feature_set"], here["objective_name"]) == ("distance", "val_rmse")

    comparison = answer("population", "compare", here["id"], there["id"])
    assert comparison["verdict"] == "better"
    assert comparison["median_change"]["high"] < 0
    assert comparison["expected_best"].keys() == {"10"}
    assert 0 <= comparison["beats_best"]["value"] <= comparison["beats_median"]["value"] <= 1
    assert report.best_value is not None


def test_is_judged_on_all_rows_where_no_study_says_otherwise(answer, populate):
    assert populate("--preset", "chapter")["objective_name"] == "val_rmse_all"
    own = populate("--preset", "first", "--objective", "train_val_rmse", "--seed", "5")
    assert own["objective_name"] == "train_val_rmse"
    # What is kept means what it meant, and a baseline is judged as what it is held against.
    everywhere = populate("--preset", "first", "--seed", "6")
    assert answer("population", "show", own["id"])["objective_name"] == "train_val_rmse"
    assert answer("population", "compare", everywhere["id"], own["id"])["verdict"] == "inconclusive"


def test_says_plainly_that_a_difference_is_noise(populate, capsys):
    one = populate("--preset", "chapter")["id"]
    other = populate("--preset", "chapter", "--seed", "1")["id"]
    assert main(["population", "compare", one, other]) == 0
    assert capsys.readouterr().out.startswith("Inconclusive: ")


def test_lists_shows_and_deletes(answer, populate):
    made = populate("--preset", "first", "--title", "baseline")
    (listed,) = answer("population", "list")
    assert (listed["id"], listed["title"], listed["n"]) == (made["id"], "baseline", 64)
    assert listed["median"] == made["objective"]["median"]
    shown = answer("population", "show", "baseline")
    assert shown["objective"] == made["objective"]
    answer("population", "delete", made["id"][:6])
    assert answer("population", "list") == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "--study", "none"], "no study"),
        (["show", "nothing"], "There is no population 'nothing'"),
        (["compare", "a", "b"], "There is no population"),
        (["delete", ""], "There is no population"),
        (["run", "--space", "/dev/null"], "/dev/null: Invalid JSON in line 1"),
    ],
)
def test_refuses_in_one_sentence(refusal, arguments, sentence):
    assert sentence in refusal("population", *arguments)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--preset", "first", "--narrow", "lr=0.05:0.02"], "low end first"),
        (["--preset", "first", "--narrow", "lr=0.1", "--narrow", "lr=0.2"], "got two"),
        (["--preset", "first", "--narrow", "optimizer=Bogus"], "expected Adam or SGD"),
        (["--preset", "first", "--narrow", "colour=red"], "colour: expected one of seed"),
        (["--preset", "first", "--narrow", "batch_size=1"], "cannot be trained"),
        (["--preset", "first", "--n", "9" * 30], "n: expected a whole number from 1"),
        (["--preset", "first", "--seed", "9" * 30], "seed: expected a whole number"),
        (["--preset", "first", "--title", "a\nb"], "title: expected one line"),
        (["--study", "x", "--train-glob", "a.csv"], "leave out --train-glob"),
        ([], "one of the arguments --preset --space --study is required"),
        (["--preset", "first", "--study", "x"], "--study: not allowed with argument --preset"),
        (["--preset", "first", "--n", "0"], "--n: expected a whole number from 1, got '0'"),
    ],
)
def test_a_value_that_cannot_be_is_wrong_usage(refusal, arguments, sentence):
    assert sentence in refusal("population", "run", *arguments, status=2)


def test_no_name_is_nobodys_name(populate, refusal):
    populate("--preset", "first")
    populate("--preset", "first", "--seed", "1")
    assert "There is no population ''" in refusal("population", "delete", "")


def test_refuses_to_compare_different_data(populate, capsys):
    one = populate("--preset", "first")["id"]
    other = populate("--preset", "first", "--features", "raw")["id"]
    assert main(["population", "compare", one, other]) == 1
    assert "same data" in capsys.readouterr().err


def test_an_interrupted_population_is_kept_and_goes_on(answer, engine, capsys):
    def interrupt(number):
        if number == 1500:
            raise KeyboardInterrupt

    engine._before_each = interrupt
    assert main(["population", "run", "--preset", "chapter", "--n", "2000"]) == 130
    capsys.readouterr()
    (listed,) = answer("population", "list")
    assert (listed["n"], listed["complete"]) == (1024, False)
    engine._before_each = lambda _number: None
    assert answer("population", "run", "--preset", "chapter", "--n", "2000")["complete"]
    assert len(engine.trained) == 1500 + 2000 - 1024


def test_a_map_has_medians_in_cells_and_says_which_may_be_lowest(answer, capsys):
    run = answer("population", "run", "--preset", "chapter", "--n", "2000")
    found = answer("population", "map", run["id"], "lr", "optimizer", "--cells", "8")
    assert (found["x"], found["y"]) == ("lr", "optimizer")
    assert len(found["cells"]) == 16
    assert sum(cell["trainings"] for cell in found["cells"]) == 2000
    lowest = min(found["cells"], key=lambda cell: cell["median"])
    assert lowest["may_be_lowest"]
    assert main(["population", "map", run["id"], "lr", "optimizer", "--cells", "8"]) == 0
    assert "of 16 cells of 10 trainings and more may be the lowest" in capsys.readouterr().out


@pytest.mark.parametrize("pair", [("lr", "lr"), ("lr", "seed"), ("lr", "wings")])
def test_a_map_needs_two_hyperparameters(populate, refusal, pair):
    id_ = populate("--preset", "chapter")["id"]
    assert "Expected two of" in refusal("population", "map", id_, *pair, status=2)
