"""Whole trainings: against a plain PyTorch loop, against Lightning, and against each other."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dctaxi.data.features import TaxiData
from dctaxi.errors import EngineError
from dctaxi.records import (
    Progress,
    RunStatus,
    TrialOutcome,
    TrialSpec,
    chapter_validation_step,
    validation_steps,
)
from dctaxi.training.fused import engine, one_by_one
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.fused.on_cuda import backend as cuda
from dctaxi.training.fused.on_cuda.trial_run import TrialRun
from dctaxi.training.fused.population import Columns, Population
from dctaxi.training.lightning_engine import LightningEngine
from dctaxi.training.network import make_network

MakeSpec = Callable[..., TrialSpec]

SPECS = st.builds(
    TrialSpec,
    seed=st.integers(0, 2**31 - 2),
    num_hidden_neurons=st.lists(st.integers(1, 12), min_size=1, max_size=3).map(tuple),
    batch_norm_linear_layers=st.booleans(),
    optimizer=st.sampled_from(["Adam", "SGD"]),
    lr=st.floats(1e-3, 0.07),
    batch_size=st.sampled_from([2, 3, 10, 37, 50, 80]),
    max_batches=st.sampled_from([1, 2, 19, 20, 21, 41]),
)

EDGES = [
    TrialSpec(1, (7,), False, "SGD", 0.01, 1, 20),
    TrialSpec(2, (7,), True, "Adam", 0.03, 2, 21),
    TrialSpec(3, (1,), True, "SGD", 0.03, 2, 19),
    TrialSpec(4, (11, 7, 11), True, "Adam", 0.07, 50, 50),
    TrialSpec(5, (11, 7), False, "Adam", 0.009, 30, 30),
    TrialSpec(6, (3, 5, 8, 13, 7), True, "SGD", 0.02, 111, 1),
    TrialSpec(2**31 - 2, (40, 2), False, "SGD", 0.02, 36, 35),
]
"""One row, two rows with batch norm, one hidden layer, more rows than there are, every ending."""


def numbers(outcome: TrialOutcome) -> TrialOutcome:
    return replace(outcome, duration_s=0.0)


def plain_loop(spec: TrialSpec, data: TaxiData) -> TrialOutcome:
    """The chapter's training in plain PyTorch, written for this test alone."""
    network = make_network(spec, data.num_features)
    make = torch.optim.AdamW if spec.optimizer == "Adam" else torch.optim.SGD
    optimizer = make(network.parameters(), lr=spec.lr)

    def rmse(rows: np.ndarray, step: int) -> torch.Tensor:
        index = (step * spec.batch_size + np.arange(spec.batch_size)) % len(rows)
        batch = torch.tensor(rows[index])
        return (network(batch[:, 1:])[:, 0] - batch[:, 0]).pow(2).mean().sqrt()

    by_step: dict[int, float] = {}
    for step in range(1, spec.max_batches + 1):
        train_rmse = rmse(data.train, step - 1)
        optimizer.zero_grad()
        (train_rmse**2).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        optimizer.step()
        if step in validation_steps(spec.max_batches):
            network.eval()
            by_step[step] = train_rmse.item() + rmse(data.val, 0).item()
            network.train()
    network.eval()
    assert data.test is not None
    return TrialOutcome(
        status=RunStatus.FINISHED,
        objective=by_step[spec.max_batches],
        chapter_objective=by_step[chapter_validation_step(spec.max_batches)],
        train_rmse_eval=rmse(data.train, spec.max_batches - 1).item(),
        test_rmse=rmse(data.test, 0).item(),
        curve=(),
        message="",
        duration_s=0.0,
    )


def assert_close(ours: TrialOutcome, theirs: TrialOutcome, rel: float) -> None:
    for name in ("objective", "chapter_objective", "train_rmse_eval", "test_rmse"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=rel), name


@pytest.fixture
def fused() -> FusedEngine:
    return FusedEngine("cpu")


@pytest.mark.parametrize("spec", EDGES, ids=str)
def test_trains_as_a_plain_pytorch_loop_does(
    fused: FusedEngine, data: TaxiData, spec: TrialSpec
) -> None:
    (outcome,) = fused.run([spec], data)
    assert outcome.status is RunStatus.FINISHED
    assert_close(outcome, plain_loop(spec, data), rel=1e-9)


def agreement(spec: TrialSpec) -> float:
    """Return the relative difference to torch that rounding alone may make.

    Batch norm of two or three rows, or behind a layer so narrow that its ReLUs may all be off,
    leaves gradients of rounding size, and AdamW makes whole steps of those: among 3,000 such specs
    the largest difference was 1e-6. It was 3e-10 with batch norm otherwise, 1e-13 without.
    """
    if not spec.batch_norm_linear_layers:
        return 1e-11
    fragile = spec.batch_size < 4 or min(spec.num_hidden_neurons) < 4
    return 1e-4 if fragile and spec.optimizer == "Adam" else 1e-8


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(specs=st.lists(SPECS, min_size=1, max_size=4))
def test_trains_fresh_random_specs_as_lightning_does(
    specs: list[TrialSpec], data: TaxiData
) -> None:
    together = FusedEngine("cpu").run(specs, data)
    one_by_one = LightningEngine("cpu").run(specs, data)
    for spec, ours, theirs in zip(specs, together, one_by_one, strict=True):
        rel = agreement(spec)
        assert ours.status == theirs.status
        if ours.status is RunStatus.FINISHED:
            assert_close(ours, theirs, rel)
        for point, other in zip(ours.curve, theirs.curve, strict=True):
            assert point.step == other.step
            assert point.train_rmse == pytest.approx(other.train_rmse, rel=rel)
            assert point.val_rmse == pytest.approx(other.val_rmse, rel=rel)


@pytest.mark.parametrize("optimizer", ["Adam", "SGD"])
@pytest.mark.parametrize("lr", [1e3, 1e30, 1e150, 1e300])
def test_diverges_at_the_same_step_as_lightning(
    fused: FusedEngine, data: TaxiData, make_spec: MakeSpec, optimizer: str, lr: float
) -> None:
    spec = make_spec(optimizer=optimizer, lr=lr, batch_norm_linear_layers=False, max_batches=45)
    (ours,), (theirs,) = fused.run([spec], data), LightningEngine("cpu").run([spec], data)
    assert (ours.status, ours.diverged_at) == (theirs.status, theirs.diverged_at)
    assert [p.step for p in ours.curve] == [p.step for p in theirs.curve]


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
    straight = FusedEngine("cpu").run(specs, data)
    permuted = FusedEngine("cpu", threads=threads).run([specs[i] for i in order], data)
    assert [numbers(o) for o in permuted] == [numbers(straight[i]) for i in order]


def test_identical_specs_give_identical_outcomes_wherever_they_stand(
    fused: FusedEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    specs = population(150)
    twin = make_spec(max_batches=33)
    for place in (0, 60, 149):
        specs[place] = twin
    outcomes = fused.run(specs, data)
    (alone,) = fused.run([twin], data)
    assert {numbers(outcomes[place]) for place in (0, 60, 149)} == {numbers(alone)}


def test_an_absurd_learning_rate_changes_no_other_member(
    fused: FusedEngine, data: TaxiData
) -> None:
    specs = population(130)
    calm = fused.run(specs, data)
    wild = replace(
        specs[70], lr=1e250, optimizer="SGD", batch_norm_linear_layers=False, max_batches=9
    )
    outcomes = fused.run([*specs[:70], wild, *specs[71:]], data)
    assert outcomes[70].status is RunStatus.DIVERGED
    assert [numbers(o) for n, o in enumerate(outcomes) if n != 70] == [
        numbers(o) for n, o in enumerate(calm) if n != 70
    ]


def test_what_cannot_run_fails_alone_with_a_reason(
    fused: FusedEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    first, refused, last = fused.run([make_spec(), make_spec(batch_size=1), make_spec()], data)
    assert refused.status is RunStatus.FAILED
    assert "one row has no variance" in refused.message
    assert numbers(first) == numbers(last)


def test_progress_counts_up_to_all_in_the_calling_thread(
    fused: FusedEngine, data: TaxiData
) -> None:
    seen: list[Progress] = []
    callers = set()

    def listen(progress: Progress) -> None:
        seen.append(progress)
        callers.add(threading.current_thread())

    fused.run(population(200), data, on_progress=listen)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] == 200
    assert {progress.total for progress in seen} == {200}
    assert all(progress.latest is not None for progress in seen)
    assert callers == {threading.current_thread()}


def test_stops_in_the_middle_of_one_endless_training(
    fused: FusedEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    began = time.monotonic()
    endless = make_spec(max_batches=1_000_000, batch_norm_linear_layers=False)
    (outcome,) = fused.run([endless], data, should_stop=lambda: time.monotonic() > began + 0.2)
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
        FusedEngine("cpu", threads=5).run(specs, data, on_progress=refuse)
    assert not [t for t in threading.enumerate() if t.name.startswith("fused_")]


def test_trained_weights_make_the_network_that_was_judged(
    fused: FusedEngine, data: TaxiData
) -> None:
    for spec in EDGES:
        ((outcome, weights),) = fused.run_for_weights([spec], data)
        assert weights is not None
        network = make_network(spec, data.num_features)
        tensors = {name: torch.tensor(array) for name, array in weights.state_dict().items()}
        network.load_state_dict(tensors)
        rows = torch.tensor(data.val[np.arange(spec.batch_size) % len(data.val)])
        with torch.no_grad():
            error = network.eval()(rows[:, 1:])[:, 0] - rows[:, 0]
        assert error.pow(2).mean().sqrt().item() == pytest.approx(outcome.curve[-1].val_rmse, 1e-9)


def test_weights_of_what_did_not_finish_are_none(
    fused: FusedEngine, data: TaxiData, make_spec: MakeSpec
) -> None:
    wild = make_spec(lr=1e300, optimizer="SGD", batch_norm_linear_layers=False)
    trained = fused.run_for_weights([wild, make_spec(batch_size=1), make_spec()], data)
    assert [weights is None for _, weights in trained] == [True, True, False]


def test_members_too_large_for_the_kernels_room_are_trained_one_by_one_alike(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    wild = replace(EDGES[0], lr=1e300)
    together = FusedEngine("cpu").run_for_weights([*EDGES, wild], data)
    monkeypatch.setattr(engine, "ROOM_BYTES", 0)
    alone = FusedEngine("cpu").run_for_weights([*EDGES, wild], data)
    for (ours, weights), (theirs, others) in zip(together, alone, strict=True):
        assert (ours.status, ours.diverged_at) == (theirs.status, theirs.diverged_at)
        assert [p.step for p in ours.curve] == [p.step for p in theirs.curve]
        if weights is not None:
            assert others is not None
            assert_close(ours, theirs, rel=1e-9)
            np.testing.assert_allclose(weights.numbers, others.numbers, rtol=1e-5, atol=1e-8)


def test_one_by_one_training_stops_when_asked(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "ROOM_BYTES", 0)
    began = time.monotonic()
    specs = [make_spec(max_batches=1_000_000)] * 2
    outcomes = FusedEngine("cpu").run(
        specs, data, should_stop=lambda: time.monotonic() > began + 0.3
    )
    assert [o.status for o in outcomes] == [RunStatus.STOPPED] * 2


def test_a_missing_device_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "problem_of_cuda", lambda: "There is no card; choose 'cpu'.")
    with pytest.raises(EngineError, match="There is no card"):
        FusedEngine("cuda")
    assert FusedEngine("auto").device == "cpu"
    with pytest.raises(EngineError, match="must be one of auto, cpu, cuda"):
        FusedEngine("tpu")  # type: ignore[arg-type]


class Card:
    """A card that PyTorch's loop stands for: it has room for ``fits`` and dies after ``lives``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fits: list[bool], lives: int) -> None:
        self.trained: list[int] = []
        self._lives = lives
        for name, value in {
            "problem_of_cuda": lambda: None,
            "prepared_before": lambda _should_stop: True,
            "title": lambda: "cuda (a card)",
            "fitting": lambda _population: np.array(fits),
            "train": self._train,
        }.items():
            monkeypatch.setattr(cuda, name, value)
        trial_run = TrialRun()
        monkeypatch.setattr(trial_run, "_done", True)
        monkeypatch.setattr(engine, "card", trial_run)

    def _train(
        self, population: Population, chosen: np.ndarray, columns: Columns, **options: Any
    ) -> Iterator[TrainedChunk]:
        for chunk in one_by_one.train(population, chosen, columns, **options):
            if len(self.trained) == self._lives:
                raise RuntimeError("CUDA_ERROR_LAUNCH_FAILED.\nand a second line")
            self.trained += chunk.members.tolist()
            yield chunk


def test_what_fits_the_card_is_trained_there_and_the_rest_on_the_cpu(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Card(monkeypatch, fits=[True, False, True, True, False, True, True], lives=99)
    on_card = FusedEngine("auto")
    outcomes = on_card.run(EDGES, data)
    assert on_card.device == "cuda (a card)"
    assert card.trained == [0, 2, 3, 5, 6]
    for ours, theirs in zip(outcomes, FusedEngine("cpu").run(EDGES, data), strict=True):
        assert_close(ours, theirs, rel=1e-9)


def test_where_a_card_fails_in_a_run_auto_goes_on_with_the_cpu(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Card(monkeypatch, fits=[True] * len(EDGES), lives=3)
    fallen = FusedEngine("auto")
    seen: list[int] = []
    outcomes = fallen.run(EDGES, data, on_progress=lambda progress: seen.append(progress.done))
    assert card.trained == [0, 1, 2]
    assert fallen.device == "cpu"
    assert seen[-1] == len(EDGES)
    for ours, theirs in zip(outcomes, FusedEngine("cpu").run(EDGES, data), strict=True):
        assert_close(ours, theirs, rel=1e-9)
    FusedEngine("auto").run(EDGES, data)
    assert card.trained == [0, 1, 2]  # nobody relies on it again


def test_where_a_card_fails_in_a_run_cuda_says_so(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    Card(monkeypatch, fits=[True] * len(EDGES), lives=3)
    for _ in range(2):
        with pytest.raises(EngineError) as refusal:
            FusedEngine("cuda").run(EDGES, data)
        assert str(refusal.value) == (
            "The card cannot train here (CUDA_ERROR_LAUNCH_FAILED); choose the device 'cpu'."
        )


def test_a_card_is_not_tried_once_somebody_asked_to_stop(
    data: TaxiData, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Card(monkeypatch, fits=[True] * len(EDGES), lives=99)
    monkeypatch.setattr(cuda, "prepared_before", lambda _should_stop: False)
    outcomes = FusedEngine("auto").run(EDGES, data, should_stop=lambda: True)
    assert {outcome.status for outcome in outcomes} == {RunStatus.STOPPED}
    assert card.trained == []


def test_a_card_that_fails_is_left_alone_by_auto_and_named_by_cuda(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuda, "problem_of_cuda", lambda: None)
    monkeypatch.setattr(cuda, "prepared_before", lambda _should_stop: True)
    monkeypatch.setattr(engine.card, "problem", lambda: "The card cannot train here (why).")
    fallen = FusedEngine("auto")
    assert fallen.run([make_spec()], data)[0].status is RunStatus.FINISHED
    assert fallen.device == "cpu"
    with pytest.raises(EngineError, match="cannot train here"):
        FusedEngine("cuda").run([make_spec()], data)
