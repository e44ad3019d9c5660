from dctaxi.analysis.reading import read_trials
from dctaxi.analysis.studies import judged_trials
from tests.studies import train_study


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
