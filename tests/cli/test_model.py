import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dctaxi import load_model
from dctaxi.cli.main import main
from dctaxi.data import COLUMNS, load_tables
from dctaxi.model import OutsideTrainingWarning, fitting
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import SOURCE, train_study


@pytest.fixture(autouse=True)
def study(monkeypatch: pytest.MonkeyPatch) -> None:
    """A finished study in the commands' workspace."""
    monkeypatch.setattr(fitting, "make_engine", lambda *_args, **_options: FakeEngine())
    train_study(Workspace.current(), "mine")


def trips_file(path: Path) -> Path:
    test = load_tables(SOURCE, Workspace.current()).test
    pd.DataFrame(test, columns=list(COLUMNS)).to_csv(path, index=False)
    return path


def test_fit_then_predict_gives_the_error_that_fit_says(answer, tmp_path, capsys):
    result = answer("fit", "--study", "mine", "--ensemble", "2", "--out", str(tmp_path / "model"))
    out = tmp_path / "priced.csv"
    trips = trips_file(tmp_path / "test.csv")
    assert (
        main(["predict", "--model", result["model"], "--csv", str(trips), "--out", str(out)]) == 0
    )
    priced = pd.read_csv(out)
    rmse = np.sqrt(np.mean((priced["prediction"] - priced["fareamount_double"]) ** 2))
    assert rmse == pytest.approx(result["test_rmse"], rel=1e-12)
    assert list(priced)[-2:] == ["prediction", "spread"]
    with pytest.warns(OutsideTrainingWarning, match="2 of 10 trips lie outside") as caught:
        same = load_model(result["model"]).predict(priced)
    assert str(caught[0].message) in capsys.readouterr().err  # the command says it too
    np.testing.assert_allclose(same, priced["prediction"], rtol=1e-12)
    assert len(result["networks"]) == 2
    assert result["metrics"]["n_rows"] == len(priced)


def test_predict_reads_standard_input_and_names_rows_on_standard_error(
    tmp_path, monkeypatch, capsys
):
    assert main(["fit", "--study", "mine", "--out", str(tmp_path / "model")]) == 0
    capsys.readouterr()
    lines = trips_file(tmp_path / "test.csv").read_text().splitlines()
    broken = lines[2].replace(lines[2].split(",")[-1], "99")
    content = "\n".join((*lines[:2], broken)).encode()

    class Stdin:
        class buffer:  # noqa: N801 - as sys.stdin has it
            @staticmethod
            def read() -> bytes:
                return content

    monkeypatch.setattr("sys.stdin", Stdin)
    assert main(["predict", "--model", str(tmp_path / "model"), "--csv", "-"]) == 0
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 3
    assert captured.out.splitlines()[-1].endswith(",")
    assert "standard input: 1 row cannot be priced, in line 3" in captured.err


def test_a_kept_model_is_listed_shown_used_and_deleted(answer, refusal, tmp_path):
    kept = answer("fit", "--study", "mine")
    assert [one["id"] for one in answer("model", "list")] == [kept["id"]]
    assert answer("model", "show", kept["id"])["test_rmse"] == kept["test_rmse"]
    trips = trips_file(tmp_path / "test.csv")
    out = str(tmp_path / "priced.csv")
    assert main(["predict", "--model", kept["id"], "--csv", str(trips), "--out", out]) == 0
    name = f"trial {kept['plan']['trials'][0]} of mine"  # as Model lists it
    assert main(["predict", "--model", name, "--csv", str(trips), "--out", out]) == 0
    longer = answer("fit", "--study", "mine", "--rows", "train+val")
    said = refusal("predict", "--model", name, "--csv", str(trips))
    assert f"2 kept models have the name '{name}'" in said
    answer("model", "delete", longer["id"])
    answer("model", "delete", kept["id"])
    assert answer("model", "list") == []
    assert "There is no model" in refusal("model", "show", kept["id"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fit", "--study", "none"), "There is no study 'none'"),
        (("fit", "--study", "mine", "--trial", "77"), "no finished trial 77"),
        (("fit", "--study", "mine", "--ensemble", "70"), "an ensemble of at most"),
        (("fit", "--study", "mine", "--out", "/no/where/model"), "There is no folder"),
        (("predict", "--model", "nowhere", "--csv", "-"), "There is no model in nowhere"),
        (("model", "delete", "x"), "16 hexadecimal digits"),
    ],
)
def test_what_cannot_be_is_one_line(refusal, arguments, words):
    assert words in refusal(*arguments)


def test_a_trial_is_best_or_a_number(refusal):
    said = refusal("fit", "--study", "mine", "--trial", "worst", status=2)
    assert "expected best or the number of a trial" in said


def test_the_first_line_says_how_the_model_stands_to_the_baselines(capsys):
    assert main(["fit", "--study", "mine"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("This model: ")
    assert "on 10 test rows; " in first
    assert main(["fit", "--study", "mine", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"][0] == first
