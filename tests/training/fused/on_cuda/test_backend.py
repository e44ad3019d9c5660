"""The CUDA backend: on a card where there is one, and everywhere in numba's simulator."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import dctaxi
from dctaxi.data import TaxiData
from dctaxi.records import RunStatus, TrialOutcome, TrialSpec
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.fused.on_cuda import backend as cuda
from dctaxi.training.fused.population import population_of

MakeSpec = Callable[..., TrialSpec]

PROBLEM = cuda.problem_of_cuda()

ROOT = Path(dctaxi.__file__).parent.parent
SIMULATION = Path(__file__).with_name("simulate.py")


def numbers(outcome: TrialOutcome) -> TrialOutcome:
    return replace(outcome, duration_s=0.0)


@pytest.mark.slow
def test_the_simulated_card_trains_as_the_cpu_does() -> None:
    """numba's simulator runs the kernel's threads as Python threads, barriers included."""
    environment = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(SIMULATION)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_shared_memory_grows_with_rows_and_with_the_optimisers_state() -> None:
    def need(**changes: object) -> int:
        values = {"batch_norm_linear_layers": False, "optimizer": "SGD", "batch_size": 40}
        spec = TrialSpec(  # type: ignore[arg-type]
            seed=0, num_hidden_neurons=(7, 11), lr=0.1, max_batches=1, **{**values, **changes}
        )
        return int(cuda.shared_bytes(population_of([spec], 8))[0])

    plain = need()
    assert need(optimizer="Adam") - plain == 2 * 8 * (8 * 7 + 7 + 7 * 11 + 11 + 11 + 1)
    assert need(batch_size=42) - plain == 2 * 8 * ((8 + 7 + 11 + 1) + 2 * 11 + 1)
    assert need(batch_norm_linear_layers=True) > plain


def test_launches_hold_each_member_once_and_need_alike_memory() -> None:
    random = np.random.default_rng(0)
    need = random.integers(1_000, 100_000, 5_000)
    flops = random.uniform(1e6, 1e9, 5_000)
    chosen = np.flatnonzero(random.integers(2, size=5_000))
    launches = list(cuda._launches(need, flops, chosen))
    assert sorted(np.concatenate(launches)) == chosen.tolist()
    for launch in launches:
        assert len(set(-(-need[launch] // cuda.SHARED_STEP))) == 1
        assert len(launch) == 1 or flops[launch].sum() <= cuda.LAUNCH_FLOPS


def test_says_in_one_sentence_why_there_is_no_card() -> None:
    if PROBLEM is None:
        pytest.skip("there is a card")
    assert "numba-cuda" in PROBLEM


@pytest.mark.gpu
@pytest.mark.skipif(PROBLEM is not None, reason=str(PROBLEM))
class TestOnACard:
    @pytest.fixture
    def card(self) -> FusedEngine:
        return FusedEngine("cuda")

    @pytest.fixture
    def specs(self) -> list[TrialSpec]:
        random = np.random.default_rng(0)
        return [
            TrialSpec(
                seed=int(random.integers(2**31)),
                num_hidden_neurons=tuple(map(int, random.integers(1, 12, random.integers(1, 4)))),
                batch_norm_linear_layers=bool(random.integers(2)),
                optimizer="Adam" if random.integers(2) else "SGD",
                lr=float(random.uniform(0.001, 0.05)),
                batch_size=int(random.choice([4, 30, 37, 50, 90])),
                max_batches=int(random.choice([1, 19, 20, 21, 50])),
            )
            for _ in range(400)
        ]

    def test_trains_as_the_cpu_does(
        self, card: FusedEngine, data: TaxiData, specs: list[TrialSpec]
    ) -> None:
        for ours, theirs in zip(
            card.run(specs, data), FusedEngine("cpu").run(specs, data), strict=True
        ):
            assert ours.status == theirs.status
            assert ours.objective == pytest.approx(theirs.objective, rel=1e-6)
            assert ours.train_rmse_eval == pytest.approx(theirs.train_rmse_eval, rel=1e-6)
            assert ours.test_rmse == pytest.approx(theirs.test_rmse, rel=1e-6)

    def test_order_and_neighbours_change_nothing(
        self, card: FusedEngine, data: TaxiData, specs: list[TrialSpec]
    ) -> None:
        wild = replace(
            specs[7], lr=1e250, optimizer="SGD", batch_norm_linear_layers=False, max_batches=9
        )
        straight = card.run(specs, data)
        turned = card.run([*specs[::-1], wild], data)
        assert turned[-1].status is RunStatus.DIVERGED
        assert [numbers(o) for o in turned[-2::-1]] == [numbers(o) for o in straight]

    def test_what_does_not_fit_the_card_is_trained_on_the_cpu(
        self, card: FusedEngine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        large = make_spec(batch_size=5_000)
        (ours,), (theirs,) = card.run([large], data), FusedEngine("cpu").run([large], data)
        assert numbers(ours) == numbers(theirs)

    def test_weights_are_those_of_the_cpu(
        self, card: FusedEngine, data: TaxiData, make_spec: MakeSpec
    ) -> None:
        for spec in (make_spec(), make_spec(batch_norm_linear_layers=False, optimizer="SGD")):
            ((_, ours),) = card.run_for_weights([spec], data)
            ((_, theirs),) = FusedEngine("cpu").run_for_weights([spec], data)
            assert ours is not None
            assert theirs is not None
            np.testing.assert_allclose(ours.numbers, theirs.numbers, rtol=1e-6, atol=1e-9)

    def test_memory_of_the_card_is_free_again(
        self, card: FusedEngine, data: TaxiData, specs: list[TrialSpec]
    ) -> None:
        from dctaxi.training.fused.on_cuda.library import cuda as library

        card.run(specs, data)
        before = library.current_context().get_memory_info().free
        card.run(specs, data)
        assert library.current_context().get_memory_info().free >= before
