"""Files that other versions of Optuna wrote."""

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import optuna
import pytest

from dctaxi.analysis.reading.frames import read_trials
from dctaxi.analysis.reading.studies import read_studies, study_version
from dctaxi.analysis.reading.trial_reader import TrialReader
from dctaxi.errors import StorageError
from dctaxi.study import upgrade_studies
from dctaxi.workspace import Workspace
from tests.analysis.agreement import assert_same_trials

STUDY = "of optuna 4"


@pytest.fixture
def of_optuna_4(workspace: Workspace) -> Path:
    """A copy of the file that ``make_optuna.py`` made with Optuna 4.9."""
    path = workspace.root / "studies.db"
    shutil.copy(Path(__file__).with_name("optuna4.db"), path)
    with closing(sqlite3.connect(path)) as file:
        (version,) = file.execute("SELECT library_version FROM version_info").fetchone()
    assert version == "4.9.0"
    return path


@pytest.fixture(params=["UTC", "America/New_York"])
def time_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("time_zone")
def test_a_file_of_optuna_4_is_read_as_optuna_itself_reads_it(
    of_optuna_4: Path, workspace: Workspace
) -> None:
    before = hashlib.sha256(of_optuna_4.read_bytes()).digest()
    trials = read_trials(workspace, STUDY)
    (summary,) = read_studies(workspace)
    version = study_version(workspace, STUDY)
    assert hashlib.sha256(of_optuna_4.read_bytes()).digest() == before
    assert set(trials["state"]) == {"COMPLETE", "PRUNED", "FAIL", "RUNNING", "WAITING"}
    assert trials["params_num_hidden_layer_2_neurons"].isna().any()
    assert (summary.done, summary.failed, summary.running) == (12, 8, 1)
    assert (version.trials, version.finished) == (22, 20)
    assert_same_trials(trials, optuna.load_study(study_name=STUDY, storage=workspace.storage_url))


@pytest.mark.usefixtures("of_optuna_4")
def test_a_study_of_optuna_4_that_goes_on_with_optuna_5_is_followed(workspace: Workspace) -> None:
    reader = TrialReader()
    reader.read(workspace, STUDY)
    study = optuna.load_study(study_name=STUDY, storage=workspace.storage_url)
    study.tell(20, 0.25)
    trial = study.ask()
    trial.suggest_float("lr", 0.009, 0.07, log=True)
    study.tell(trial, 3.0)
    assert_same_trials(reader.read(workspace, STUDY)[0], study)


def test_a_file_of_optuna_3_1_names_the_command_that_upgrades_it_and_is_read_after(
    workspace: Workspace,
) -> None:
    path = workspace.root / "studies.db"
    shutil.copy(Path(__file__).with_name("optuna3.db"), path)
    for read in (read_trials, TrialReader().read):
        with pytest.raises(
            StorageError, match="run `python -m dctaxi study upgrade --storage sqlite:///"
        ):
            read(workspace, "of optuna 3")
    assert path.read_bytes() == Path(__file__).with_name("optuna3.db").read_bytes()

    upgrade_studies(workspace)
    study = optuna.load_study(study_name="of optuna 3", storage=workspace.storage_url)
    assert_same_trials(read_trials(workspace, "of optuna 3"), study)
