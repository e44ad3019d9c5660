import dataclasses

import pytest

from dctaxi.data import SampleSource, load
from dctaxi.runner import speed
from dctaxi.space import PRESETS, Fixed
from dctaxi.study import StudyPlan, StudyReport, StudyState
from dctaxi.study.report import Spent
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

FORTY_STEPS = PRESETS["chapter"].space.replace("max_batches", Fixed(40))
PLAN = StudyPlan("study", FORTY_STEPS, n_trials=100, source=SampleSource(rows=60))


def report_of(plan: StudyPlan, spent: Spent) -> StudyReport:
    return StudyReport(
        name=plan.name, state=StudyState.FINISHED, message="", done=spent.trials, failed=0,
        new=spent.trials, best_value=None, best_number=None, best_constant=None, best_params={},
        elapsed_s=1.0, device="cpu", round_size=5, plan=plan, spent=spent, judgement=None,
    )  # fmt: skip


MEASURED = Spent(trials=10, steps=400, ask_s=0.1, train_s=2.0, store_s=0.05)


def test_says_that_nothing_was_measured(workspace):
    estimate = speed.estimate(PLAN, workspace)

    assert estimate.seconds is None
    assert estimate.sentence.startswith("Unknown: nothing has trained")
    assert speed.measured_speed(PLAN, workspace) is None


def test_adds_up_asking_training_and_storing(workspace):
    speed.record(report_of(PLAN, MEASURED), workspace)

    estimate = speed.estimate(PLAN, workspace)

    assert estimate.seconds == pytest.approx(100 * (0.01 + 0.2 + 0.005))
    assert "22 s" in estimate.sentence
    assert speed.measured_speed(PLAN, workspace) == pytest.approx(0.2)


def test_longer_trainings_take_longer(workspace):
    speed.record(report_of(PLAN, MEASURED), workspace)
    longer = dataclasses.replace(PLAN, space=FORTY_STEPS.replace("max_batches", Fixed(80)))

    assert speed.measured_speed(longer, workspace) == pytest.approx(0.4)


def test_another_engine_device_or_loader_has_a_speed_of_its_own(workspace):
    speed.record(report_of(PLAN, MEASURED), workspace)

    for change in ({"engine": "lightning"}, {"device": "cuda"}, {"loader": "kaen"}):
        assert speed.estimate(dataclasses.replace(PLAN, **change), workspace).seconds is None


def test_a_time_limit_bounds_the_estimate(workspace):
    limited = dataclasses.replace(PLAN, timeout_s=4.3)
    unmeasured = speed.estimate(limited, workspace)
    speed.record(report_of(PLAN, MEASURED), workspace)
    measured = speed.estimate(limited, workspace)
    only_time = speed.estimate(dataclasses.replace(limited, n_trials=None), workspace)

    assert unmeasured.seconds == measured.seconds == only_time.seconds == 4.3
    assert unmeasured.sentence.startswith("Unknown, at most 4.3 s")
    assert "room for about 20 of 100 trials" in measured.sentence
    assert only_time.sentence == "4.3 s, the time limit."


def test_a_run_too_short_to_measure_leaves_the_last_measurement(workspace):
    speed.record(report_of(PLAN, MEASURED), workspace)
    speed.record(report_of(PLAN, Spent(2, 80, 9.0, 9.0, 9.0)), workspace)

    assert speed.measured_speed(PLAN, workspace) == pytest.approx(0.2)


def test_a_measurement_that_cannot_be_kept_fails_no_study(tmp_path):
    (tmp_path / "file").touch()
    workspace = Workspace(tmp_path / "file" / "below", f"sqlite:///{tmp_path}/studies.db")
    speed.record(report_of(PLAN, MEASURED), workspace)

    assert speed.measured_speed(PLAN, workspace) is None


def test_calibrates_with_a_few_trainings(workspace):
    engine = FakeEngine("lightning")
    plan = dataclasses.replace(PLAN, engine="lightning")

    seconds = speed.calibrate(plan, engine, load(plan.source, "raw", workspace), workspace)

    assert engine.round_sizes == [1, 4]
    assert speed.measured_speed(plan, workspace) == pytest.approx(seconds)
    assert speed.estimate(plan, workspace).seconds > 0


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"step_s": 3}', "not json"])
def test_a_damaged_file_counts_as_no_measurement(workspace, content):
    (workspace.root / "speed.json").write_text(content)

    assert speed.estimate(PLAN, workspace).seconds is None
    speed.record(report_of(PLAN, MEASURED), workspace)
    assert speed.estimate(PLAN, workspace).seconds is not None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0123, "12 ms"), (0.5, "500 ms"), (4.32, "4.3 s"), (65, "65 s"), (600, "10 min"),
     (9000, "2.5 h")],
)  # fmt: skip
def test_durations_in_words(workspace, seconds, words):
    plan = dataclasses.replace(PLAN, n_trials=None, timeout_s=seconds)

    assert speed.estimate(plan, workspace).sentence == f"{words}, the time limit."
