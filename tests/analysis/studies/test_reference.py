import numpy as np

from dctaxi.analysis.reading import read_trials
from dctaxi.analysis.studies import judged_trials
from tests.studies import forget_measurements, train_study


def test_trials_are_judged_by_another_objective_with_its_own_constant_answer(workspace):
    train_study(workspace, "own", n_trials=6)
    trials = read_trials(workspace, "own")
    assert judged_trials(trials, "train_val_rmse", "train_val_rmse") is trials
    judged = judged_trials(trials, "train_val_rmse", "val_rmse_all")
    assert judged["value"].tolist() == trials["val_rmse_all"].tolist()
    assert judged["constant_objective"].tolist() == trials["constant_rmse_all"].tolist()
    assert "constant_objective" in trials
    first_batch = judged_trials(trials, "train_val_rmse", "val_rmse")
    assert first_batch["value"].tolist() == trials["val_rmse"].tolist()
    assert first_batch["constant_objective"].isna().all()


def test_trials_of_before_were_not_judged_on_all_rows(workspace):
    train_study(workspace, "own", n_trials=3)
    forget_measurements(workspace)
    judged = judged_trials(read_trials(workspace, "own"), "train_val_rmse", "val_rmse_all")
    assert np.isnan(judged["value"]).all()
