from pathlib import Path

import optuna
import pandas as pd
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from dctaxi.analysis.reading import read_trials
from dctaxi.cli import main
from dctaxi.errors import StudyError
from dctaxi.exports import export_study
from dctaxi.exports.export import FORMATS
from tests.studies import keep_study, plan_of, train_study, trials_of


@pytest.fixture
def trained(workspace):
    train_study(workspace, "study")
    return workspace


def test_a_table_has_every_trial_with_its_curve(trained, tmp_path):
    assert export_study("study", trained, tmp_path / "trials.parquet", "parquet") == 6
    table = pd.read_parquet(tmp_path / "trials.parquet")
    told = read_trials(trained, "study")
    assert table["value"].tolist() == told["value"].tolist()
    assert [[list(p) for p in curve] for curve in table["curve"]] == told["curve"].tolist()
    assert export_study("study", trained, tmp_path / "trials.csv", "csv") == 6
    assert pd.read_csv(tmp_path / "trials.csv")["number"].tolist() == list(range(6))


def test_optuna_reads_from_the_journal_what_it_reads_from_the_database(trained, tmp_path):
    assert export_study("study", trained, tmp_path / "study.log", "journal") == 6
    storage = JournalStorage(JournalFileBackend(str(tmp_path / "study.log")))
    copied = optuna.load_study(study_name="study", storage=storage)
    for mine, theirs in zip(trials_of(trained), copied.get_trials(), strict=True):
        for field in ("number", "state", "value", "params", "distributions", "user_attrs",
                      "intermediate_values", "datetime_start", "datetime_complete"):  # fmt: skip
            assert getattr(mine, field) == getattr(theirs, field)
    assert copied.user_attrs["dctaxi:plan"]["name"] == "study"


@pytest.mark.slow
def test_tensorboard_reads_hyperparameters_errors_and_curves(trained, tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

    assert export_study("study", trained, tmp_path / "runs", "tensorboard") == 6
    told = read_trials(trained, "study")
    folders = sorted((tmp_path / "runs").iterdir())
    assert [f.name for f in folders] == [f"trial-{n:05d}" for n in range(6)]
    for folder, (_, trial) in zip(folders, told.iterrows(), strict=True):
        run = EventAccumulator(str(folder)).Reload()
        assert run.Scalars("value")[0].value == pytest.approx(trial["value"])
        curve = [(p.step, pytest.approx(p.value)) for p in run.Scalars("val_rmse")]
        for step, _, val_rmse in trial["curve"]:
            assert (step, val_rmse) in curve
        start = run.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
        hparams = HParamsPluginData.FromString(start).session_start_info.hparams
        assert hparams["lr"].number_value == pytest.approx(trial["params_lr"])
        assert hparams["optimizer"].string_value == trial["params_optimizer"]


@pytest.mark.parametrize("to", FORMATS)
def test_a_study_that_is_not_there_leaves_nothing_behind(workspace, tmp_path, to):
    with pytest.raises(StudyError, match="There is no study 'none'"):
        export_study("none", workspace, tmp_path / "made", to)
    assert not (tmp_path / "made").exists()
    assert not list(tmp_path.glob(".made*"))


@pytest.mark.parametrize("to", FORMATS)
def test_a_place_that_cannot_be_written_is_named(workspace, tmp_path, to):
    keep_study(plan_of("study"), workspace, [1.0])
    (tmp_path / "a file").write_text("mine")
    with pytest.raises(StudyError, match=r"a file/made cannot be written .* with --out"):
        export_study("study", workspace, tmp_path / "a file" / "made", to)


def test_the_folder_of_a_file_is_made(workspace, tmp_path):
    keep_study(plan_of("study"), workspace, [1.0])
    assert export_study("study", workspace, tmp_path / "new" / "folder" / "x.csv", "csv") == 1
    assert (tmp_path / "new" / "folder" / "x.csv").exists()


@pytest.mark.parametrize("to", FORMATS)
def test_a_folder_with_something_in_it_is_not_overwritten(workspace, tmp_path, to):
    keep_study(plan_of("study"), workspace, [1.0])
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.txt").write_text("mine")
    with pytest.raises(StudyError, match=r"already. Choose a new|folder. Choose a file"):
        export_study("study", workspace, tmp_path / "made", to)
    assert [p.name for p in (tmp_path / "made").iterdir()] == ["mine.txt"]


def test_without_tensorboard_its_installation_is_named(workspace, tmp_path, monkeypatch):
    keep_study(plan_of("study"), workspace, [1.0])
    monkeypatch.setitem(__import__("sys").modules, "torch.utils.tensorboard", None)
    with pytest.raises(StudyError, match="pip install tensorboard"):
        export_study("study", workspace, tmp_path / "runs", "tensorboard")


def test_the_command_writes_where_it_is_told(trained, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DCTAXI_HOME", str(trained.root))
    monkeypatch.setenv("DCTAXI_STORAGE", trained.storage_url)
    target = tmp_path / "trials.csv"
    assert main(["study", "export", "study", "--to", "csv", "--out", str(target)]) == 0
    assert f"6 trials of study written to {target}" in capsys.readouterr().out
    assert Path(target).exists()


def test_the_command_offers_every_format(capsys):
    with pytest.raises(SystemExit):
        main(["study", "export", "--help"])
    assert "{" + ",".join(FORMATS) + "}" in capsys.readouterr().out
