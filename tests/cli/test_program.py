import pytest

from dctaxi.workspace import Workspace
from tests.studies import train_study


@pytest.fixture(autouse=True)
def study() -> None:
    train_study(Workspace.current(), "mine")


def test_a_study_or_a_trial_of_it_is_written_beside_its_rows(answer, tmp_path):
    whole = answer("program", "--study", "mine", "--out", str(tmp_path / "all"))
    assert set(whole["files"]) == {
        "study.py", "study.ipynb", "train.csv", "valid.csv", "test.csv",
    }  # fmt: skip
    assert {path.name for path in (tmp_path / "all").iterdir()} == set(whole["files"])
    one = answer("program", "--study", "mine", "--trial", "3", "--out", str(tmp_path / "one"))
    assert "trial_3.py" in one["files"]
    best = answer("program", "--study", "mine", "--trial", "best", "--out", str(tmp_path / "all"))
    assert best["files"][0].startswith("trial_")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--study", "none", "--out", "x"), "There is no study 'none'"),
        (("--study", "mine", "--trial", "70", "--out", "x"), "no finished trial 70"),
        (("--study", "mine", "--out", "/no/where/deep"), "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_one_line(refusal, arguments, words):
    assert words in refusal("program", *arguments)
