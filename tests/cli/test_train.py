import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dctaxi.cli.main import main
from dctaxi.data import COLUMNS, GlobSource, load, sample_trips
from dctaxi.hyperparameters import DEFAULTS, HYPERPARAMETERS, exists
from dctaxi.training.hyperparameters import parse_hyperparameters
from dctaxi.workspace import Workspace
from tests.plain_loop import plain_loop

pytestmark = pytest.mark.usefixtures("compiled")

CONFIGURATION = {
    "seed": 1,
    "batch_norm_linear_layers": 0,
    "optimizer": "Adam",
    "lr": 0.03,
    "num_hidden_neurons": [7],
    "batch_size": 16,
    "max_batches": 21,
}


def write_configs(folder: Path, *changes: dict[str, Any]) -> str:
    path = folder / "configs.json"
    path.write_text(json.dumps([CONFIGURATION | change for change in changes]))
    return str(path)


def write_csv(path: Path, seed: int) -> str:
    rows = [",".join(COLUMNS)]
    rows += [",".join(map(repr, row)) for row in sample_trips(60, seed).tolist()]
    path.write_text("\n".join(rows) + "\n")
    return f"file://{path}"


@pytest.mark.parametrize("engine", ["lightning", "fused"])
def test_outcomes_come_back_in_the_order_of_the_configurations(
    engine: str, tmp_path: Path, answer: Callable[..., Any]
) -> None:
    configs = write_configs(tmp_path, {"seed": 1}, {"seed": 2}, {"seed": 1})
    first, second, third = answer("train", "--configs", configs, "--engine", engine)
    assert first["status"] == "finished"
    assert [point["step"] for point in first["curve"]] == [20, 21]
    assert first["objective"] == third["objective"] != second["objective"]
    last, before = first["curve"][-1], first["curve"][-2]
    assert first["objective"] == last["train_rmse"] + last["val_rmse"]
    assert first["chapter_objective"] == before["train_rmse"] + before["val_rmse"]


def test_both_loaders_and_both_engines_agree_on_files(
    tmp_path: Path, answer: Callable[..., Any]
) -> None:
    configs = write_configs(tmp_path, {"batch_size": 50}, {"batch_norm_linear_layers": 1})
    globs = (
        *("--train-glob", write_csv(tmp_path / "train.csv", 1)),
        *("--val-glob", write_csv(tmp_path / "valid.csv", 2)),
    )
    memory, kaen, fused = (
        answer("train", "--configs", configs, *globs, *options)
        for options in (
            ["--engine", "lightning"],
            ["--engine", "lightning", "--loader", "kaen"],
            ["--engine", "fused", "--device", "cpu"],
        )
    )
    for one, other, fast in zip(memory, kaen, fused, strict=True):
        assert other["objective"] == pytest.approx(one["objective"], rel=1e-9)
        assert fast["objective"] == pytest.approx(one["objective"], rel=1e-8)


@pytest.mark.parametrize("engine", ["lightning", "fused"])
def test_knows_what_the_chapter_does_not_search_as_plain_pytorch_does(
    engine: str, tmp_path: Path, answer: Callable[..., Any]
) -> None:
    random = Random(5)
    changes = [
        {
            "seed": random.randrange(2**31),
            "num_hidden_neurons": random.choices(range(3, 12), k=random.choice((1, 2, 3))),
            "optimizer": random.choice(("Adam", "Adam", "SGD")),
            "lr": 10 ** random.uniform(-4, -2.5),
            "max_batches": random.randrange(5, 45),
            **{
                name: random.choice((row.low, random.uniform(row.low, min(row.high, 2))))
                for name, row in HYPERPARAMETERS.items()
                if name in DEFAULTS
            },
        }
        for _ in range(12)
    ]
    changes = [{k: v for k, v in each.items() if exists(k, each)} for each in changes]
    configs = write_configs(tmp_path, *changes)
    globs = [write_csv(tmp_path / f"{name}.csv", seed) for seed, name in enumerate(("a", "b", "c"))]
    options = zip(("--train-glob", "--val-glob", "--test-glob"), globs, strict=True)
    answers = answer(
        "train", "--configs", configs, "--features", "scaled", "--engine", engine,
        "--device", "cpu", *(word for option in options for word in option),
    )  # fmt: skip
    data = load(GlobSource(*globs), "scaled", Workspace.current())
    for change, found in zip(changes, answers, strict=True):
        expected = plain_loop(parse_hyperparameters(CONFIGURATION | change), data)
        for name in ("objective", "chapter_objective", "train_rmse_eval", "test_rmse"):
            assert found[name] == pytest.approx(getattr(expected, name), rel=1e-9), (change, name)


def test_a_configuration_that_names_none_of_these_is_the_chapters(
    tmp_path: Path, answer: Callable[..., Any]
) -> None:
    configs = write_configs(tmp_path, {}, DEFAULTS, {"weight_decay": 0.5}, {"gradient_clip_val": 9})
    silent, named, decayed, clipped = answer("train", "--configs", configs)
    assert silent["curve"] == named["curve"]
    assert len({each["objective"] for each in (silent, decayed, clipped)}) == 3


def test_divergence_is_an_outcome_and_no_failure(
    tmp_path: Path, answer: Callable[..., Any]
) -> None:
    configs = write_configs(tmp_path, {"lr": 1e200, "optimizer": "SGD"})
    (outcome,) = answer("train", "--configs", configs)
    assert outcome["status"] == "diverged"
    assert outcome["objective"] is None
    assert outcome["message"].startswith("diverged at step ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lr": "fast"}, "lr"),
        ({"batch_size": 1, "batch_norm_linear_layers": 1}, "batch"),
        ({"num_hidden_neurons": []}, "layer"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_configuration_is_refused_by_its_place(
    change: dict[str, Any], words: str, tmp_path: Path, refusal: Callable[..., str]
) -> None:
    line = refusal("train", "--configs", write_configs(tmp_path, {}, change))
    assert "configuration 1" in line
    assert words in line


def test_a_file_that_is_no_json_is_refused_with_its_line(
    tmp_path: Path, refusal: Callable[..., str]
) -> None:
    path = tmp_path / "configs.json"
    path.write_text("[\n{'seed': 1}\n]")
    assert "line 2" in refusal("train", "--configs", str(path))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nested"),
        ('[{"seed": ' + "9" * 5_000 + "}]", "too long"),
        ('[{"lr": NaN}]', "NaN"),
        ('[{"lr": 1, "lr": 2}]', "lr: expected each key once"),
        ('{"lr": 1}', "expected a JSON list"),
    ],
)
def test_json_that_is_no_list_of_configurations_is_refused(
    tmp_path: Path, refusal: Callable[..., str], text: str, words: str
) -> None:
    path = tmp_path / "configs.json"
    path.write_text(text)
    line = refusal("train", "--configs", str(path))
    assert f"{path}: " in line
    assert words in line


def test_a_folder_in_place_of_the_file_is_refused(
    tmp_path: Path, refusal: Callable[..., str]
) -> None:
    assert "directory" in refusal("train", "--configs", str(tmp_path))


@pytest.mark.parametrize(("batch_size", "noted"), [(60, False), (61, True)])
def test_a_batch_larger_than_the_data_is_noted_and_trained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], batch_size: int, noted: bool
) -> None:
    data = write_csv(tmp_path / "trips.csv", 1)
    configs = write_configs(tmp_path, {"batch_size": batch_size})
    globs = ["--train-glob", data, "--val-glob", data]
    assert main(["train", "--configs", configs, *globs, "--engine", "lightning"]) == 0
    assert ("larger than the 60 training rows" in capsys.readouterr().err) == noted


def test_half_of_the_globs_is_refused(tmp_path: Path, refusal: Callable[..., str]) -> None:
    configs = write_configs(tmp_path, {})
    assert "--val-glob" in refusal("train", "--configs", configs, "--train-glob", "x.csv", status=2)


def test_an_unknown_engine_is_wrong_usage(refusal: Callable[..., str]) -> None:
    assert "'steam'" in refusal("train", "--configs", "x", "--engine", "steam", status=2)


def test_the_result_goes_into_a_file_as_a_whole_or_not_at_all(
    tmp_path: Path, refusal: Callable[..., str]
) -> None:
    configs = write_configs(tmp_path, {})
    target = tmp_path / "result.json"
    assert main(["train", "--configs", configs, "--json", str(target)]) == 0
    assert json.loads(target.read_text())[0]["status"] == "finished"
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [
        "configs.json",
        "result.json",
    ]
    assert "nowhere" in refusal(
        "train", "--configs", configs, "--json", str(tmp_path / "nowhere" / "x.json")
    )
