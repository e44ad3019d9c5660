"""Populations of all kinds: in any order, on any threads, stopped, refused and listened to."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from dctaxi.data import TaxiData
from dctaxi.records import Progress, RunStatus, TrialOutcome, TrialSpec
from dctaxi.training.fused import engine as fused_engine
from dctaxi.training.fused.base import PopulationEngine
from dctaxi.training.fused.engine import FusedEngine

MakeSpec = Callable[..., TrialSpec]


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


def test_stops_in_the_middle_of_one_endless_training(
    engine: PopulationEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    began = time.monotonic()
    endless = make_spec(max_batches=1_000_000, batch_norm_linear_layers=False)
    (outcome,) = engine.run([endless], data, should_stop=lambda: time.monotonic() > began + 1)
    assert outcome.status is RunStatus.STOPPED
    assert outcome.message
    assert outcome.objective is None
    assert 0 < len(outcome.curve) < 50_000
    assert all(math.isfinite(point.val_rmse) for point in outcome.curve)


def test_a_failing_listener_ends_the_run_and_its_threads(
    data: TaxiData, make_spec: MakeSpec
) -> None:
    def refuse(_progress: Progress) -> None:
        raise RuntimeError("enough")

    specs = [make_spec(), *[make_spec(max_batches=1_000_000, seed=s) for s in range(4)]]
    with pytest.raises(RuntimeError, match="enough"):
        FusedEngine(threads=5).run(specs, data, on_progress=refuse)
    assert not [t for t in threading.enumerate() if t.name.startswith("fused_")]


def test_weights_of_what_did_not_finish_are_none(
    engine: PopulationEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    wild = make_spec(lr=1e300, optimizer="SGD", batch_norm_linear_layers=False)
    trained = engine.run_for_weights([wild, make_spec(batch_size=1), make_spec()], data)
    assert [weights is None for _, weights in trained] == [True, True, False]


def test_one_by_one_training_stops_when_asked(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fused_engine, "MEMBER_BYTES", 0)
    began = time.monotonic()
    specs = [make_spec(max_batches=1_000_000)] * 2
    outcomes = FusedEngine().run(specs, data, should_stop=lambda: time.monotonic() > began + 0.3)
    assert [o.status for o in outcomes] == [RunStatus.STOPPED] * 2
