import pytest

from dctaxi.data import SampleSource
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine


@pytest.fixture(autouse=True)
def study(engine):
    """A finished study in the commands' workspace."""
    del engine
    workspace = Workspace.current()
    plan = StudyPlan("mine", PRESETS["chapter"].space, n_trials=40, source=SampleSource(rows=60))
    create_study(plan, workspace)
    return run_study("mine", workspace, engine=FakeEngine())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("repeat", "--study", "none"), "no study"),
        (("repeat", "--study", "mine", "--trial", "999"), "no finished trial 999"),
    ],
)
def test_refuses_in_one_sentence(refusal, arguments, sentence):
    assert sentence in refusal(*arguments)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("repeat", "--study", "mine", "--seeds", "5000"), "seeds"),
        (("repeat", "--study", "mine", "--top", "65"), "top"),
        (("repeat", "--study", "mine", "--trial", "1", "--trial", "1"), "got one twice"),
    ],
)
def test_a_value_that_cannot_be_is_wrong_usage(refusal, arguments, sentence):
    assert sentence in refusal(*arguments, status=2)


def test_repeats_rank_the_best_trials_anew(answer, engine, study):
    result = answer("repeat", "--study", "mine", "--top", "3", "--seeds", "16")
    assert len(engine.trained) == result["trainings"] == 48
    found = result["configurations"]
    assert [c["rank"]["value"] for c in found] == [1, 2, 3]
    assert study.best_number in [c["trial"] for c in found]
    assert {c["original_rank"] for c in found} == {1, 2, 3}
    for one in found:
        assert one["shrinkage"]["value"] == pytest.approx(one["median"]["value"] - one["original"])
    assert str(study.best_number) in result["findings"][0]


def test_repeats_take_named_trials(answer):
    result = answer("repeat", "--study", "mine", "--trial", "7", "--trial", "9", "--seeds", "4")
    assert {c["trial"] for c in result["configurations"]} == {7, 9}


def test_they_are_judged_on_all_rows_where_that_is_asked(answer, study):
    own = answer("repeat", "--study", "mine", "--top", "1", "--seeds", "4")
    judged = answer(
        "repeat", "--study", "mine", "--top", "1", "--seeds", "4", "--objective", "val_rmse_all"
    )
    first, second = own["configurations"][0], judged["configurations"][0]
    assert first["trial"] == second["trial"] == study.best_number
    assert second["original"] == pytest.approx(0.7 * first["original"])
    assert second["values"] == pytest.approx([0.7 * value for value in first["values"]])
