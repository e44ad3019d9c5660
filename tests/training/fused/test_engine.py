"""Populations of all kinds: in any order, on any threads, stopped, refused and listened to."""

from __future__ import annotations

import itertools
import math
import threading
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from dctaxi.data import TaxiData
from dctaxi.records import (
    VALIDATION_INTERVAL,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
)
from dctaxi.training.fused import engine as fused_engine
from dctaxi.training.fused import preparation
from dctaxi.training.fused.base import PopulationEngine
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.fused.on_cpu import backend
from dctaxi.training.fused.population import GOING_ON
from dctaxi.training.stacked import training as stacked_training
from dctaxi.training.stacked.engine import StackedEngine

MakeSpec = Callable[..., TrialSpec]

ENDLESS = 10**12
"""Steps that no machine takes while a test runs."""


def numbers(outcome: TrialOutcome) -> TrialOutcome:
    return replace(outcome, duration_s=0.0)


def population(count: int) -> list[TrialSpec]:
    """Members of all kinds and lengths, several chunks of them."""
    random = np.random.default_rng(count)
    return [
        TrialSpec(
            seed=int(random.integers(2**31)),
            num_hidden_neurons=tuple(map(int, random.integers(1, 12, random.integers(1, 4)))),
            batch_norm_linear_layers=bool(random.integers(2)),
            optimizer="Adam" if random.integers(2) else "SGD",
            lr=float(random.uniform(0.001, 0.05)),
            batch_size=int(random.integers(2, 60)),
            max_batches=int(random.integers(1, 60)),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_outcomes_are_the_same_on_any_number_of_threads_and_in_any_order(
    data: TaxiData, threads: int
) -> None:
    specs = population(300)
    order = np.random.default_rng(0).permutation(len(specs))
    straight = FusedEngine().run(specs, data)
    permuted = FusedEngine(threads=threads).run([specs[i] for i in order], data)
    assert [numbers(o) for o in permuted] == [numbers(straight[i]) for i in order]


def test_outcomes_are_the_same_where_the_largest_members_leave_no_room_for_all_threads(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = population(60)
    straight = FusedEngine(threads=1).run(specs, data)
    monkeypatch.setattr(fused_engine, "BUFFER_BYTES", 100_000)
    crowded = FusedEngine(threads=16).run(specs, data)
    assert [numbers(o) for o in crowded] == [numbers(o) for o in straight]


def test_identical_specs_give_identical_outcomes_wherever_they_stand(
    engine: PopulationEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    specs = population(150)
    twin = make_spec(max_batches=33)
    for place in (0, 60, 149):
        specs[place] = twin
    outcomes = engine.run(specs, data)
    (alone,) = engine.run([twin], data)
    assert {numbers(outcomes[place]) for place in (0, 60, 149)} == {numbers(alone)}


def test_an_absurd_learning_rate_changes_no_other_member(
    engine: PopulationEngine, data: TaxiData
) -> None:
    specs = population(130)
    calm = engine.run(specs, data)
    wild = replace(
        specs[70], lr=1e250, optimizer="SGD", batch_norm_linear_layers=False, max_batches=9
    )
    outcomes = engine.run([*specs[:70], wild, *specs[71:]], data)
    assert outcomes[70].status is RunStatus.DIVERGED
    assert [numbers(o) for n, o in enumerate(outcomes) if n != 70] == [
        numbers(o) for n, o in enumerate(calm) if n != 70
    ]


def test_what_cannot_run_fails_alone_with_a_reason(
    engine: PopulationEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    first, refused, last = engine.run([make_spec(), make_spec(batch_size=1), make_spec()], data)
    assert refused.status is RunStatus.FAILED
    assert "one row has no variance" in refused.message
    assert numbers(first) == numbers(last)


def test_progress_counts_up_to_all_in_the_calling_thread(
    engine: PopulationEngine, data: TaxiData
) -> None:
    seen: list[Progress] = []
    callers = set()

    def listen(progress: Progress) -> None:
        seen.append(progress)
        callers.add(threading.current_thread())

    engine.run(population(200), data, on_progress=listen)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] == 200
    assert {progress.total for progress in seen} == {200}
    assert all(progress.latest is not None for progress in seen)
    assert callers == {threading.current_thread()}


def from_call(number: int) -> ShouldStop:
    """Say yes from so many questions on."""
    calls = itertools.count(1)
    return lambda: next(calls) >= number


def is_stopped_after(outcome: TrialOutcome, validations: int) -> bool:
    """Tell whether a training was stopped with so much of its curve."""
    assert outcome.status is RunStatus.STOPPED
    assert outcome.message
    assert outcome.objective is None
    assert all(math.isfinite(point.val_rmse) for point in outcome.curve)
    steps = [point.step for point in outcome.curve]
    return steps == [VALIDATION_INTERVAL * (place + 1) for place in range(validations)]


class Parts:
    """A kernel that prepares little at a time, and counts how often a training went on then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, enough: int) -> None:
        self.gone_on = 0
        self.are_enough = threading.Event()
        self._enough, self._kernel = enough, preparation.ensure_prepared()
        monkeypatch.setattr(backend, "PART_STEPS", 2 * VALIDATION_INTERVAL)
        monkeypatch.setattr(preparation, "ensure_prepared", lambda: self)

    def __call__(self, *arguments: Any) -> None:
        self._kernel(*arguments)
        self.gone_on += int((arguments[-1].ended == GOING_ON).any())
        if self.gone_on >= self._enough:
            self.are_enough.set()


def test_the_kernel_trains_without_end_in_parts_and_stops_within_one(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = Parts(monkeypatch, enough=3)
    (outcome,) = FusedEngine().run(
        [make_spec(max_batches=ENDLESS)], data, should_stop=parts.are_enough.is_set
    )
    assert len(outcome.curve) // 2 == parts.gone_on >= 3
    assert is_stopped_after(outcome, len(outcome.curve))


@pytest.mark.parametrize("max_batches", [39, 40, 41, 80, 95])
@pytest.mark.parametrize("batch_norm", [True, False])
def test_a_training_in_parts_equals_one_in_a_single_part(
    data: TaxiData,
    make_spec: MakeSpec,
    monkeypatch: pytest.MonkeyPatch,
    max_batches: int,
    *,
    batch_norm: bool,
) -> None:
    specs = [
        make_spec(max_batches=max_batches, batch_norm_linear_layers=batch_norm),
        make_spec(optimizer="SGD", momentum=0.5, lr=0.001, max_batches=2 * max_batches),
        make_spec(max_batches=7),
    ]
    whole = FusedEngine().run_for_weights(specs, data)
    parts = Parts(monkeypatch, enough=1)
    trained = FusedEngine().run_for_weights(specs, data)
    assert parts.are_enough.is_set()
    for (outcome, weights), (expected, its_weights) in zip(trained, whole, strict=True):
        assert numbers(outcome) == numbers(expected)
        assert weights is not None
        assert its_weights is not None
        assert weights.numbers.tolist() == its_weights.numbers.tolist()


def test_a_stack_trains_without_end_in_parts_and_stops_at_the_next_step(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stacked_training, "_CURVE_PART", 2)
    asked_from = from_call(102)  # once before the stack, then at each step
    (outcome,) = StackedEngine().run([make_spec(max_batches=ENDLESS)], data, should_stop=asked_from)
    assert is_stopped_after(outcome, 5)


def test_curves_in_parts_equal_those_in_a_single_part(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = population(60)
    whole = StackedEngine().run(specs, data)
    monkeypatch.setattr(stacked_training, "_CURVE_PART", 2)
    assert [numbers(o) for o in StackedEngine().run(specs, data)] == [numbers(o) for o in whole]


def test_one_by_one_trains_without_end_and_stops_at_the_next_step(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused_engine, "MEMBER_BYTES", 0)
    specs = [make_spec(max_batches=ENDLESS)] * 2
    first, second = FusedEngine().run(specs, data, should_stop=from_call(102))
    assert is_stopped_after(first, 5)
    assert is_stopped_after(second, 0)


class Largest(TorchDispatchMode):
    """Remembers how many numbers the largest tensor had that any operation made."""

    numbers = 0

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        made = operation(*args, **(kwargs or {}))
        for each in made if isinstance(made, list | tuple) else [made]:
            if isinstance(each, torch.Tensor):
                self.numbers = max(self.numbers, each.untyped_storage().nbytes())
        return made


def test_what_a_stack_holds_does_not_grow_with_steps_to_come(
    data: TaxiData, make_spec: MakeSpec
) -> None:
    largest = []
    for max_batches in (30_000, ENDLESS):
        with Largest() as mode:
            StackedEngine().run(
                [make_spec(max_batches=max_batches)], data, should_stop=from_call(102)
            )
        largest.append(mode.numbers)
    assert largest[0] == largest[1] > 0


@pytest.mark.parametrize("member_bytes", [fused_engine.MEMBER_BYTES, 0], ids=["kernel", "torch"])
def test_what_a_training_holds_does_not_grow_with_steps_to_come(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch, member_bytes: int
) -> None:
    monkeypatch.setattr(fused_engine, "MEMBER_BYTES", member_bytes)

    def peak(max_batches: int) -> int:
        parts = Parts(monkeypatch, enough=3)
        stop = parts.are_enough.is_set if member_bytes else from_call(102)
        tracemalloc.start()
        try:
            FusedEngine().run([make_spec(max_batches=max_batches)], data, should_stop=stop)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(200)  # what is imported and kept at the first time
    assert peak(ENDLESS) < peak(200) + 200_000


def test_a_failing_listener_ends_the_run_and_its_threads(
    data: TaxiData, make_spec: MakeSpec
) -> None:
    def refuse(_progress: Progress) -> None:
        raise RuntimeError("enough")

    specs = [make_spec(), *[make_spec(max_batches=ENDLESS, seed=s) for s in range(4)]]
    with pytest.raises(RuntimeError, match="enough"):
        FusedEngine(threads=5).run(specs, data, on_progress=refuse)
    assert not [t for t in threading.enumerate() if t.name.startswith("fused_")]


def test_weights_of_what_did_not_finish_are_none(
    engine: PopulationEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    wild = make_spec(lr=1e300, optimizer="SGD", batch_norm_linear_layers=False)
    trained = engine.run_for_weights([wild, make_spec(batch_size=1), make_spec()], data)
    assert [weights is None for _, weights in trained] == [True, True, False]
