import numpy as np
import pytest

from dctaxi.analysis.reading import progress, study_progress
from dctaxi.errors import StudyError
from dctaxi.workspace import Workspace
from tests.analysis.conftest import STUDY
from tests.studies import keep_study, plan_of


def test_every_finished_trial_of_a_short_study_is_there(workspace: Workspace) -> None:
    keep_study(plan_of("study"), workspace, [5.0, None, 3.0, 4.0, 2.0])
    found = study_progress(workspace, "study")
    assert found.numbers.tolist() == [0, 2, 3, 4]
    assert found.values.tolist() == [5.0, 3.0, 4.0, 2.0]
    assert found.best.tolist() == [5.0, 3.0, 3.0, 2.0]


def test_a_long_study_is_thinned_but_keeps_every_change_of_its_best(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "POINTS", 10)
    values = np.random.default_rng(0).normal(size=95).round(6).tolist()
    keep_study(plan_of("study", n_trials=95), workspace, values)
    found = study_progress(workspace, "study")
    best = np.minimum.accumulate(values)
    changes = {int(place) for place in np.flatnonzero(np.diff(best, prepend=np.inf) < 0)}
    assert set(found.numbers.tolist()) == changes | set(range(0, 95, 10))
    assert found.best.tolist() == best[found.numbers].tolist()


def test_a_study_without_trials_has_no_progress(workspace: Workspace) -> None:
    keep_study(plan_of("study"), workspace)
    assert not len(study_progress(workspace, "study").numbers)
    with pytest.raises(StudyError, match="no study 'none'"):
        study_progress(workspace, "none")


@pytest.mark.usefixtures("study")
def test_what_optuna_wrote_is_read_alike_by_either_way(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = study_progress(workspace, STUDY)
    monkeypatch.setattr(progress, "is_known", lambda _: False)
    slow = study_progress(workspace, STUDY)
    for found in (quick, slow):
        assert found.numbers.tolist() == [0, 3, 6, 9, 12, 15]
        assert found.values.tolist() == [4.0, 0.0, 10.0, 0.0, 16.0, 0.0]
