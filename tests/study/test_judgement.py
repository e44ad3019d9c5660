"""The best trial judged on rows that chose nothing."""

import dataclasses
import json
import math
from collections.abc import Callable

import numpy as np
import optuna
import pytest
import sqlalchemy as sa

from dctaxi.analysis.reading import study_version
from dctaxi.data import SampleSource, TaxiData, load, load_tables
from dctaxi.errors import StudyError
from dctaxi.storage import quiet_optuna, writing
from dctaxi.study import (
    JUDGEMENT_KEY,
    StudyState,
    create_study,
    find_study,
    judge,
    judge_study,
    judgement_of,
    run_study,
)
from dctaxi.training import MAX_JUDGED_ROWS, TrainedNetwork
from dctaxi.workspace import Workspace
from tests.conftest import Rate
from tests.fake_engine import FakeEngine
from tests.studies import SOURCE, short_plan, train_study


def network_of(data: TaxiData, bias: float, slope: float = 0.0) -> TrainedNetwork:
    """A network that answers ``bias`` and ``slope`` dollars for each unit of its last input."""
    spec = dataclasses.replace(
        short_plan("any").space.spec_of(FIRST),
        num_hidden_neurons=(),
        batch_norm_linear_layers=False,
    )
    weight = np.zeros((1, data.num_features))
    weight[0, -1] = slope
    return TrainedNetwork(spec, {"0.weight": weight, "0.bias": np.array([bias])})


FIRST = {
    "seed": 1, "batch_norm_linear_layers": 0, "optimizer": "Adam", "lr": 0.03, "num_layers": 2,
    "num_hidden_layer_0_neurons": 7, "num_hidden_layer_1_neurons": 7, "batch_size": 40,
    "max_batches": 40,
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path, f"sqlite:///{tmp_path / 'studies.db'}")


@pytest.fixture
def data(workspace: Workspace) -> TaxiData:
    return load(SampleSource(rows=900, seed=2), "distance", workspace)


class TestJudge:
    def test_the_constant_answer_itself_is_no_better_and_no_worse(self, data: TaxiData) -> None:
        found = judge(network_of(data, data.label_mean), data, 3)
        assert found is not None
        assert found.errors.baseline("mean").gap == (0.0, 0.0, 0.0)
        assert (found.trial, found.errors.rows, found.errors.n_rows) == (3, "test", 150)

    def test_without_a_test_set_the_validation_rows_judge(self, data: TaxiData) -> None:
        alone = dataclasses.replace(data, test=None)
        found = judge(network_of(data, 9.0), alone, 0)
        assert found is not None
        assert (found.errors.rows, found.errors.n_rows) == ("val", len(data.val))

    def test_the_distance_is_the_same_whatever_the_features(self, workspace: Workspace) -> None:
        lines = [
            judge(network_of(data, 9.0), data, 0).errors.baseline("line").errors.rmse.value  # type: ignore[union-attr] # finite
            for data in (
                load(SampleSource(rows=300), features, workspace)
                for features in ("raw", "scaled", "distance")
            )
        ]
        assert lines == pytest.approx([lines[0]] * 3, rel=1e-9)

    def test_answers_that_are_not_finite_have_no_judgement(self, data: TaxiData) -> None:
        assert judge(network_of(data, math.inf), data, 0) is None

    @pytest.mark.calibration
    def test_the_interval_holds_the_truth_in_95_of_100_samples(
        self,
        workspace: Workspace,
        cases: Callable[[int], int],
        rate: Callable[[str, int, int], Rate],
    ) -> None:
        # A biased constant is off by a known amount: the root of the fares' variance plus its
        # squared bias. The truth is that of a much larger sample.
        rows = max(60_000, cases(300_000))
        large = load(SampleSource(rows=rows, seed=1), "distance", workspace)
        large = dataclasses.replace(large, train=large.train[:500])  # what the trees are fitted to
        network = network_of(large, 8.0, 2.0)
        assert large.test is not None
        truth = judge(network, large, 0)
        assert truth is not None
        held, tries = 0, cases(300)
        rng = np.random.default_rng(0)
        for _ in range(tries):
            drawn = rng.choice(len(large.test), size=500, replace=False)
            found = judge(network, dataclasses.replace(large, test=large.test[drawn]), 0)
            assert found is not None
            gap = found.errors.baseline("mean").gap
            held += gap.low <= truth.errors.baseline("mean").gap.value <= gap.high
        share = rate("a gap to the constant in its interval", held, tries)
        assert share.at_least(0.92)
        assert share.at_most(0.98)

    def test_many_rows_are_drawn_in_groups_with_the_same_interval(self, data: TaxiData) -> None:
        assert data.test is not None
        many = np.tile(data.test, (MAX_JUDGED_ROWS // len(data.test) + 2, 1))
        found = judge(network_of(data, 8.0), dataclasses.replace(data, test=many), 0)
        few = judge(network_of(data, 8.0), data, 0)
        assert found is not None
        assert few is not None
        assert found.errors.model.rmse.value == pytest.approx(few.errors.model.rmse.value)
        gaps = [one.errors.baseline("mean").gap for one in (found, few)]
        width = [gap.high - gap.low for gap in gaps]
        assert width[0] == pytest.approx(width[1] * math.sqrt(len(data.test) / len(many)), rel=0.15)


class TestStored:
    def test_a_study_that_has_ended_keeps_the_judgement_of_its_best(
        self, workspace: Workspace
    ) -> None:
        create_study(short_plan("study"), workspace)
        report = run_study("study", workspace, engine=FakeEngine())
        kept = judgement_of(find_study("study", workspace).user_attrs)
        assert kept == report.judgement is not None
        assert kept.trial == report.best_number
        assert kept.errors.baseline("mean").gap == (
            0.0,
            0.0,
            0.0,
        )  # the fake network answers the mean

    def test_a_best_trial_of_another_program_from_outside_of_the_space_ends_no_study(
        self, workspace: Workspace
    ) -> None:
        create_study(short_plan("study"), workspace)
        with writing(workspace.storage_url) as storage, quiet_optuna():
            optuna.load_study(study_name="study", storage=storage).add_trial(
                optuna.create_trial(value=0.0, user_attrs={"constant_objective": "much"})
            )
        report = run_study("study", workspace, engine=FakeEngine())
        assert report.state is StudyState.FINISHED
        assert (report.best_value, report.best_constant, report.judgement) == (0.0, None, None)

    def test_a_study_without_a_result_has_none(self, workspace: Workspace) -> None:
        train_study(workspace, "study", diverges=True)
        assert judgement_of(find_study("study", workspace).user_attrs) is None

    @pytest.mark.usefixtures("compiled")
    def test_both_engines_judge_alike(self, workspace: Workspace) -> None:
        found = []
        for engine in ("fused", "lightning"):
            create_study(short_plan(engine, engine=engine, n_trials=3, device="cpu"), workspace)
            found.append(run_study(engine, workspace).judgement)
        fast, slow = found
        assert fast is not None
        assert slow is not None
        for one, other in zip(fast.errors.baselines, slow.errors.baselines, strict=True):
            assert one.gap == pytest.approx(other.gap, rel=1e-6)
        assert (fast.errors.rows, fast.errors.n_rows) == ("test", SOURCE.rows // 6)

    def test_what_another_program_keeps_there_is_none(self, data: TaxiData) -> None:
        found = judge(network_of(data, 9.0), data, 1)
        assert found is not None
        good = json.loads(json.dumps(found.to_json()))
        assert judgement_of({JUDGEMENT_KEY: good}) == found
        wrong = [good | {"trial": "x"}, *(
            good | {"errors": good["errors"] | one}
            for one in ({"rows": "![x](http://h)"}, {"model": None}, {"fares": [1]})
        )]  # fmt: skip
        for forged in (None, 5, [], {}, *wrong):
            assert judgement_of({JUDGEMENT_KEY: forged}) is None


class TestJudgeStudy:
    def test_judges_what_a_run_that_was_cut_did_not(self, workspace: Workspace) -> None:
        train_study(workspace, "study")
        version = study_version(workspace, "study")
        before = judgement_of(find_study("study", workspace).user_attrs)
        forget_judgement(workspace)
        engine = FakeEngine()
        assert judge_study("study", workspace, engine=engine) == before
        assert judgement_of(find_study("study", workspace).user_attrs) == before
        assert study_version(workspace, "study") == version  # no trial has changed
        assert engine.trained == []

    def test_refuses_data_that_changed_and_studies_of_other_programs(
        self, workspace: Workspace
    ) -> None:
        train_study(workspace, "study")
        other = load_tables(SampleSource(rows=SOURCE.rows, seed=1), workspace)
        with pytest.raises(StudyError, match="changed since it ran"):
            judge_study(
                "study", workspace, engine=FakeEngine(), read=lambda *_args, **_options: other
            )
        with sa.create_engine(workspace.storage_url).begin() as connection:
            connection.exec_driver_sql(
                "DELETE FROM study_user_attributes WHERE key = 'dctaxi:plan'"
            )
        with pytest.raises(StudyError, match="not made by this program"):
            judge_study("study", workspace, engine=FakeEngine())


def forget_judgement(workspace: Workspace) -> None:
    with sa.create_engine(workspace.storage_url).begin() as connection:
        connection.exec_driver_sql(
            "DELETE FROM study_user_attributes WHERE key = 'dctaxi:judgement'"
        )
