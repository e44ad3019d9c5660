"""The switch *as printed* against the plain script, trial by trial."""

from pathlib import Path

import optuna
import pytest

from dctaxi.cli import main
from dctaxi.data import COLUMNS, sample_trips
from tests.plain_script import run_plain_script

pytestmark = pytest.mark.usefixtures("compiled")

TRIALS = 25
"""Ten random ones come first, so fifteen are TPE's own choice."""


@pytest.fixture(scope="module")
def globs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("trips")
    for name, rows, seed in (("train", 120, 1), ("valid", 60, 2)):
        lines = [",".join(COLUMNS)]
        lines += [",".join(map(repr, row)) for row in sample_trips(rows, seed).tolist()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return f"file://{folder}/train.csv", f"file://{folder}/valid.csv"


@pytest.fixture(scope="module")
def plain(
    globs: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> list[optuna.trial.FrozenTrial]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DCTAXI_HOME", str(tmp_path_factory.mktemp("plain")))
        return run_plain_script(*globs, TRIALS).trials


@pytest.mark.parametrize("engine", [pytest.param("lightning", marks=pytest.mark.slow), "fused"])
def test_as_printed_equals_the_plain_script_trial_by_trial(
    engine: str,
    globs: tuple[str, str],
    plain: list[optuna.trial.FrozenTrial],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path))
    data = ["--train-glob", globs[0], "--val-glob", globs[1]]
    command = ["study", "run", "--name", "book", "--as-printed", "--engine", engine]
    assert main([*command, "--device", "cpu", "--trials", str(TRIALS), *data]) == 0
    storage = f"sqlite:///{tmp_path / 'studies.db'}"
    ours = optuna.load_study(study_name="book", storage=storage).trials
    assert [trial.params for trial in ours] == [trial.params for trial in plain]
    assert [trial.value for trial in ours] == pytest.approx(
        [trial.value for trial in plain], rel=1e-9
    )
