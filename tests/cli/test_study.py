import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
import pytest

from dctaxi.cli.main import main, make_parser
from dctaxi.cli.study.run import plan_of as plan_of_options
from dctaxi.storage import quiet_optuna
from dctaxi.workspace import Workspace
from tests.studies import make_newer


def test_a_study_runs_and_is_listed_shown_resumed_exported_and_deleted(
    tmp_path: Path, workspace: Path, answer: Callable[..., Any]
) -> None:
    report = answer("study", "run", "--name", "first", "--preset", "first", "--trials", "8")
    assert (report["state"], report["trials"]) == ("finished", 8)
    (listed,) = answer("study", "list")
    assert (listed["name"], listed["done"]) == ("first", 8)
    shown = answer("study", "show", "first")
    assert [trial["number"] for trial in shown["trials"]] == list(range(8))
    assert min(trial["value"] for trial in shown["trials"]) == report["best_value"]
    assert answer("study", "resume", "first", "--trials", "2")["trials"] == 10
    target = tmp_path / "trials.csv"
    answer("study", "export", "first", "--out", str(target))
    with target.open() as file:
        assert [row["number"] for row in csv.DictReader(file)] == [str(n) for n in range(10)]
    storage = f"sqlite:///{workspace / 'studies.db'}"
    assert len(optuna.load_study(study_name="first", storage=storage).trials) == 10
    answer("study", "delete", "first")
    assert answer("study", "list") == []


def test_the_same_seed_gives_the_same_table(answer: Callable[..., Any]) -> None:
    tables = []
    for name in ("one", "two"):
        answer("study", "run", "--name", name, "--preset", "first", "--trials", "12")
        trials = answer("study", "show", name)["trials"]
        tables.append(
            [{k: v for k, v in t.items() if not k.endswith(("_s", "_start", "_complete"))}
             for t in trials]
        )  # fmt: skip
    assert tables[0] == tables[1]


def test_another_storage_is_used_when_it_is_named(
    tmp_path: Path, answer: Callable[..., Any]
) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    options = ("--preset", "first", "--trials", "3")
    answer("study", "run", "--name", "there", *options, "--storage", url)
    assert answer("study", "list") == []
    assert [study["name"] for study in answer("study", "list", "--storage", url)] == ["there"]


def test_a_space_file_decides_what_is_searched(tmp_path: Path, answer: Callable[..., Any]) -> None:
    space = answer("space", "show", "--preset", "first")
    space["parameters"]["lr"] = {"type": "fixed", "value": 0.02}
    path = tmp_path / "space.json"
    path.write_text(json.dumps(space))
    answer("study", "run", "--name", "fixed", "--space", str(path), "--trials", "3")
    trials = answer("study", "show", "fixed")["trials"]
    assert not any("params_lr" in trial for trial in trials)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["study", "show", "nothing"], "nothing"),
        (["study", "resume", "nothing", "--trials", "2"], "nothing"),
        (["study", "delete", "nothing"], "nothing"),
        (
            [
                "study",
                "run",
                "--name",
                "x",
                "--trials",
                "2",
                "--storage",
                "sqlite:////proc/no/x.db",
            ],
            "x.db",
        ),
        (["study", "list", "--storage", "not a url"], "not a url"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], words: str, refusal: Callable[..., str]
) -> None:
    assert words in refusal(*arguments)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--device", "cuda"], "needs a card"),
        (["--loader", "kaen"], "the loader 'memory'"),
        (["--loader", "kaen", "--engine", "lightning"], "made in memory"),
    ],
)
def test_what_cannot_train_here_makes_no_study(
    options: list[str],
    words: str,
    refusal: Callable[..., str],
    answer: Callable[..., Any],
) -> None:
    assert words in refusal("study", "run", "--name", "x", "--trials", "2", *options)
    assert answer("study", "list") == []


def test_a_taken_name_is_refused_and_nothing_is_lost(
    answer: Callable[..., Any], refusal: Callable[..., str]
) -> None:
    options = ("study", "run", "--name", "taken", "--preset", "first", "--trials", "3")
    answer(*options)
    assert "taken" in refusal(*options)
    assert answer("study", "list")[0]["done"] == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--name", "a/b"), "study name"),
        (("--trials", "100001"), "n_trials"),
        (("--round-size", "99999"), "round_size"),
        (("--seed", "-1"), "sampler seed"),
        (("--seeds-per-trial", "65"), "seeds_per_trial"),
        (("--as-printed", "--sampler", "random"), "--sampler tpe"),
        (("--trials", "-3"), "--trials: expected a whole number from 1"),
        (("--timeout", "-3"), "--timeout: expected a number of seconds above 0"),
        (("--round-size", "-3"), "--round-size: expected a whole number from 1"),
    ],
)
def test_options_that_cannot_be_or_not_together_are_wrong_usage(
    refusal: Callable[..., str], options: tuple[str, ...], words: str
) -> None:
    assert words in refusal("study", "run", "--name", "x", *options, status=2)


def test_a_batch_larger_than_the_data_is_noted(
    tmp_path: Path, answer: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    space = answer("space", "show", "--preset", "first")
    space["parameters"]["batch_size"] = {"type": "choices", "values": [30, 5000]}
    path = tmp_path / "space.json"
    path.write_text(json.dumps(space))
    options = ["--name", "large", "--space", str(path), "--trials", "1"]
    assert main(["study", "run", *options]) == 0
    assert "a batch of 5,000 rows is larger than the 4,000" in capsys.readouterr().err


def test_trials_are_exported_onto_standard_output_alone(
    answer: Callable[..., Any], capsys: pytest.CaptureFixture[str], refusal: Callable[..., str]
) -> None:
    answer("study", "run", "--name", "first", "--preset", "first", "--trials", "3")
    assert main(["study", "export", "first", "--out", "-"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["number"] for row in rows] == ["0", "1", "2"]
    assert "name a file" in refusal(
        "study", "export", "first", "--out", "-", "--json", "-", status=2
    )


def test_a_study_of_another_program_is_listed_and_shown(
    workspace: Path, answer: Callable[..., Any]
) -> None:
    workspace.mkdir()
    with quiet_optuna():
        other = optuna.create_study(
            study_name="other", storage=f"sqlite:///{workspace / 'studies.db'}"
        )
    other.add_trials(
        [optuna.trial.create_trial(value=float(value)) for value in ("inf", "2", "-inf")]
    )
    (listed,) = answer("study", "list")
    assert (listed["name"], listed["state"], listed["done"]) == ("other", None, 3)
    shown = answer("study", "show", "other")
    assert [trial["value"] for trial in shown["trials"]] == [None, 2.0, None]
    assert main(["study", "list"]) == main(["study", "show", "other"]) == 0


def test_a_study_with_two_objectives_is_shown_by_its_first_and_not_gone_on_with(
    workspace: Path, answer: Callable[..., Any], refusal: Callable[..., str]
) -> None:
    workspace.mkdir()
    with quiet_optuna():
        optuna.create_study(
            study_name="pareto",
            storage=f"sqlite:///{workspace / 'studies.db'}",
            directions=["minimize", "maximize"],
        ).add_trial(optuna.trial.create_trial(values=[1.0, 2.0]))
    assert [study["best_value"] for study in answer("study", "list")] == [1.0]
    (trial,) = answer("study", "show", "pareto")["trials"]
    assert trial["value"] == trial["objective_objective 0"] == 1.0
    assert trial["objective_negated objective 1"] == -2.0
    assert "was not made by this program" in refusal("study", "resume", "pareto")


def test_a_study_of_a_newer_release_is_listed_as_such_and_left_alone(
    workspace: Path, answer: Callable[..., Any], refusal: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    answer("study", "run", "--name", "theirs", "--preset", "first", "--trials", "3")
    make_newer(Workspace(workspace, f"sqlite:///{workspace / 'studies.db'}"), "theirs")
    (listed,) = answer("study", "list")
    assert listed["made_by"] == "a newer release of this program"
    assert main(["study", "list"]) == main(["study", "show", "theirs"]) == 0
    said = capsys.readouterr().out
    assert "newer: made by a newer release of this program; update this one" in said
    assert "theirs: 3 trials, made by a newer release of this program" in said
    assert "was made by a newer release" in refusal("study", "resume", "theirs", "--trials", "1")
    assert answer("study", "show", "theirs")["plan"] is None
    assert len(answer("study", "show", "theirs")["trials"]) == 3


def test_nothing_that_a_stranger_named_steers_the_terminal(
    workspace: Path, capsys: pytest.CaptureFixture[str], refusal: Callable[..., str]
) -> None:
    workspace.mkdir()
    name, parameter = "a\x1b[31m\u202ename\nfake: 9 trials", "lr\x07\r\x9b"
    with quiet_optuna():
        other = optuna.create_study(
            study_name=name, storage=f"sqlite:///{workspace / 'studies.db'}"
        )
    ranges = {parameter: optuna.distributions.FloatDistribution(0, 1)}
    other.add_trials(
        [
            optuna.trial.create_trial(
                params={parameter: value}, distributions=ranges, value=value**2
            )
            for value in (0.1, 0.4, 0.9)
        ]
    )
    for command in (("study", "list"), ("study", "show", name), ("analyze", "importance")):
        option = ["--study", name] if command[0] == "analyze" else []
        if main([*command, *option]) == 0:
            assert r"a\x1b[31m\u202ename fake" in capsys.readouterr().out
    line = refusal("study", "show", "gone\x1b[2J\u202e\nfake: done")
    assert "Traceback" not in line
    for said in (line, capsys.readouterr().out):
        assert not set(said) & set("\x1b\x07\r\x9b\u202e")


def test_an_export_has_no_cell_that_a_spreadsheet_would_compute(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.mkdir()
    with quiet_optuna():
        other = optuna.create_study(
            study_name="other", storage=f"sqlite:///{workspace / 'studies.db'}"
        )
    choices = {"+optimizer": optuna.distributions.CategoricalDistribution(["=1+1", "@SUM(A1)"])}
    other.add_trial(
        optuna.trial.create_trial(params={"+optimizer": "=1+1"}, distributions=choices, value=-2.5)
    )
    assert main(["study", "export", "other", "--out", "-"]) == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert (row["value"], row["params_+optimizer"]) == ("-2.5", "'=1+1")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--preset", "first"), "val_rmse_all"),
        (("--preset", "chapter"), "train_val_rmse"),
        ((), "val_rmse_all"),
        (("--preset", "wide", "--objective", "val_rmse"), "val_rmse"),
        (("--as-printed",), "chapter_objective"),
    ],
)
def test_every_preset_but_the_chapters_judges_on_the_same_rows(
    options: tuple[str, ...], expected: str
) -> None:
    parsed = make_parser().parse_args(["study", "run", "--name", "any", *options])
    assert plan_of_options(parsed).objective == expected
