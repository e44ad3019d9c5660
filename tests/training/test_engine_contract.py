"""What every engine promises: the same tests for each."""

from __future__ import annotations

import itertools
import logging
import math
import threading
import warnings
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from dctaxi.data import TaxiData
from dctaxi.errors import EngineError
from dctaxi.records import (
    Progress,
    RunStatus,
    TrialOutcome,
    TrialSpec,
    chapter_validation_step,
    validation_steps,
)
from dctaxi.training.engine import Engine
from dctaxi.training.engines import available_engines, make_engine
from tests.training.on_ray.ray_cluster import needs_ray

pytestmark = pytest.mark.usefixtures("compiled")

MakeSpec = Callable[..., TrialSpec]


def numbers(outcome: TrialOutcome) -> TrialOutcome:
    return replace(outcome, duration_s=0.0)


needs_card = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no card"),
]


@pytest.fixture(
    params=[
        ("lightning", "cpu"),
        ("fused", "cpu"),
        ("stacked", "cpu"),
        pytest.param(("stacked", "cuda"), marks=needs_card),
        pytest.param(("ray", "cpu"), marks=needs_ray),
    ],
    ids="-".join,
)
def engine(request: pytest.FixtureRequest) -> Engine:
    engine_id, device = request.param
    if (reason := available_engines()[engine_id]) is not None:
        pytest.skip(reason)
    if engine_id == "ray":
        request.getfixturevalue("on_ray")
    return make_engine(engine_id, device=device)


@pytest.mark.usefixtures("workspace")
class TestContract:
    def test_says_what_and_where_it_is(self, engine: Engine) -> None:
        assert engine.id in available_engines()
        assert engine.device.split()[0] in ("cpu", "cuda")

    def test_nothing_to_train_gives_nothing(self, engine: Engine, data: TaxiData) -> None:
        assert engine.run([], data) == ()

    def test_outcomes_come_in_the_order_of_the_specs(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        specs = [
            make_spec(seed=seed, max_batches=steps) for seed, steps in ((1, 9), (2, 1), (3, 4))
        ]
        together = engine.run(specs, data)
        alone = [engine.run([spec], data)[0] for spec in specs]
        assert [o.curve[-1].step for o in together] == [9, 1, 4]
        assert [numbers(o) for o in together] == [numbers(o) for o in alone]
        assert engine.run(specs[::-1], data)[0].objective == together[-1].objective

    @pytest.mark.parametrize("max_batches", [1, 19, 20, 21, 35])
    def test_validates_at_the_chapters_steps_and_after_the_last(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec, max_batches: int
    ) -> None:
        (outcome,) = engine.run([make_spec(max_batches=max_batches)], data)
        assert outcome.status is RunStatus.FINISHED
        assert [point.step for point in outcome.curve] == [*validation_steps(max_batches)]
        last = outcome.curve[-1]
        assert outcome.objective == last.train_rmse + last.val_rmse
        by_step = {point.step: point for point in outcome.curve}
        judged = by_step[chapter_validation_step(max_batches)]
        assert outcome.chapter_objective == judged.train_rmse + judged.val_rmse
        assert outcome.duration_s > 0

    def test_training_further_does_not_change_what_came_before(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        short, long = engine.run([make_spec(max_batches=n) for n in (20, 21)], data)
        assert long.curve[0] == short.curve[0]

    @pytest.mark.parametrize("optimizer", ["Adam", "SGD"])
    def test_one_row_a_batch_works_without_batch_norm_and_is_refused_with_it(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec, optimizer: str
    ) -> None:
        spec = make_spec(batch_size=1, optimizer=optimizer)
        with_it, without = engine.run([spec, replace(spec, batch_norm_linear_layers=False)], data)
        assert with_it.status is RunStatus.FAILED
        assert "one row has no variance" in with_it.message
        assert without.status is RunStatus.FINISHED

    def test_a_batch_may_be_larger_than_the_data(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        (outcome,) = engine.run([make_spec(batch_size=3 * len(data.train))], data)
        assert outcome.status is RunStatus.FINISHED

    def test_divergence_is_an_outcome_and_touches_no_other(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        wild = make_spec(lr=1e200, optimizer="SGD", batch_norm_linear_layers=False, max_batches=45)
        specs = [make_spec(seed=1), wild, make_spec(seed=2)]
        first, diverged, last = engine.run(specs, data)
        assert diverged.status is RunStatus.DIVERGED
        assert diverged.diverged_at == 2
        assert diverged.message == "diverged at step 2"
        assert {first.engine, diverged.engine} == {"fused" if engine.id == "ray" else engine.id}
        assert (diverged.objective, diverged.curve) == (None, ())
        calm = engine.run([specs[0], specs[2]], data)
        assert [numbers(o) for o in calm] == [numbers(first), numbers(last)]

    def test_predictions_that_blow_up_in_the_only_validation_diverge_at_its_step(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        wild = make_spec(lr=1e200, optimizer="SGD", batch_norm_linear_layers=False, max_batches=1)
        (outcome,) = engine.run([wild], data)
        assert (outcome.status, outcome.diverged_at) == (RunStatus.DIVERGED, 1)

    def test_judges_the_trained_model_in_eval_mode_and_on_the_test_set(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        spec = make_spec(batch_size=len(data.train), max_batches=3)
        swapped = TaxiData(data.train, data.train, data.val, data.transform, data.source, "")
        (outcome,) = engine.run([spec], swapped)
        # Validated on the very rows of the last training batch, both numbers say the same.
        assert outcome.train_rmse_eval == pytest.approx(outcome.curve[-1].val_rmse, rel=1e-9)
        (plain,) = engine.run([spec], data)
        by_val = TaxiData(data.train, data.test, None, data.transform, data.source, "")
        (as_val,) = engine.run([spec], by_val)
        assert plain.test_rmse == pytest.approx(as_val.curve[-1].val_rmse, rel=1e-9)
        assert as_val.test_rmse is None

    def test_stops_within_a_validation_interval_and_says_so(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        asked = itertools.chain([False], itertools.repeat(True))  # at the second look, at work
        specs = [make_spec(seed=seed, max_batches=1_000_000) for seed in range(20)]
        outcomes = engine.run(specs, data, should_stop=lambda: next(asked))
        assert {o.status for o in outcomes} == {RunStatus.STOPPED}
        assert len(outcomes) == len(specs)
        assert all(o.message and o.objective is None for o in outcomes)

    def test_stops_before_the_first_when_asked_already(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        (outcome,) = engine.run([make_spec()], data, should_stop=lambda: True)
        assert outcome.status is RunStatus.STOPPED

    def test_tells_progress_in_the_calling_thread(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        seen: list[tuple[Progress, int]] = []
        engine.run(
            [make_spec(seed=seed) for seed in range(3)],
            data,
            on_progress=lambda progress: seen.append((progress, threading.get_ident())),
        )
        assert {thread for _, thread in seen} == {threading.get_ident()}
        assert seen[-1][0].done == seen[-1][0].total == 3
        assert [p.done for p, _ in seen] == sorted(p.done for p, _ in seen)

    def test_works_in_another_thread(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        there: list[TrialOutcome] = []
        thread = threading.Thread(target=lambda: there.extend(engine.run([make_spec()], data)))
        thread.start()
        thread.join()
        (here,) = engine.run([make_spec()], data)
        assert [numbers(o) for o in there] == [numbers(here)]

    def test_leaves_no_global_state_behind(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        def state() -> tuple[object, ...]:
            root = logging.getLogger()
            lightning = logging.getLogger("pytorch_lightning.utilities.rank_zero")
            return (
                torch.get_default_dtype(),
                torch.get_rng_state().tolist(),
                torch.get_num_threads(),
                torch.is_grad_enabled(),
                torch.are_deterministic_algorithms_enabled(),
                list(warnings.filters),
                (root.level, list(root.handlers), list(root.filters)),
                (lightning.level, list(lightning.handlers), list(lightning.filters)),
            )

        engine.run([make_spec()], data)  # imports and thread pools come with the first call
        before, threads = state(), set(threading.enumerate())
        wild = make_spec(lr=1e200, batch_norm_linear_layers=False)
        engine.run([make_spec(), wild, make_spec(batch_size=1)], data)
        assert state() == before
        assert set(threading.enumerate()) <= threads  # those of other tests may end meanwhile

    def test_says_nothing_on_its_own(
        self,
        engine: Engine,
        data: TaxiData,
        make_spec: MakeSpec,
        caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        with caplog.at_level(logging.INFO):
            engine.run([make_spec(max_batches=1)], data)
        assert caplog.records == []
        assert capfd.readouterr() == ("", "")

    def test_random_numbers_come_from_the_seed_alone(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        once = engine.run([make_spec()], data)
        torch.rand(3)
        again = engine.run([make_spec()], data)
        assert numbers(once[0]) == numbers(again[0])
        (other,) = engine.run([make_spec(seed=8)], data)
        assert other.objective != once[0].objective

    def test_every_number_is_finite_and_positive(
        self, engine: Engine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        (outcome,) = engine.run([make_spec(max_batches=45)], data)
        values = [outcome.objective, outcome.train_rmse_eval, outcome.test_rmse]
        values += [number for p in outcome.curve for number in (p.train_rmse, p.val_rmse)]
        assert all(number is not None and math.isfinite(number) and number > 0 for number in values)


def test_refuses_an_engine_that_is_none() -> None:
    with pytest.raises(
        EngineError, match="The engine must be one of lightning, fused, stacked, ray"
    ):
        make_engine("torch")  # type: ignore[arg-type]
