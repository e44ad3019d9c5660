"""What differs on a card, on one that the CPU plays: graphs, memory, and whether it is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from dctaxi.data import TaxiData
from dctaxi.records import Progress, RunStatus, TrialOutcome, TrialSpec
from dctaxi.training.stacked import cards
from dctaxi.training.stacked.cards import Gain, gain_of
from dctaxi.training.stacked.engine import StackedEngine
from dctaxi.training.stacked.hardware import Hardware
from tests.training.fused.edges import EDGES
from tests.training.stacked.pretended_card import PretendedCard

MakeSpec = Callable[..., TrialSpec]


def numbers(outcomes: tuple[TrialOutcome, ...]) -> list[TrialOutcome]:
    return [replace(outcome, duration_s=0.0) for outcome in outcomes]


@pytest.fixture(scope="module")
def specs() -> list[TrialSpec]:
    wild = replace(EDGES[0], lr=1e200)
    return [*EDGES, wild, *(replace(EDGES[4], seed=s, max_batches=21 + s) for s in range(10))]


def test_a_replayed_graph_trains_as_operation_by_operation(
    specs: list[TrialSpec], data: TaxiData
) -> None:
    card = PretendedCard()
    on_card = StackedEngine(card).run_for_weights(specs, data)
    on_cpu = StackedEngine().run_for_weights(specs, data)
    assert card.captures > 5
    assert card.replays > 100
    assert numbers(tuple(o for o, _ in on_card)) == numbers(tuple(o for o, _ in on_cpu))
    for (_, ours), (_, theirs) in zip(on_card, on_cpu, strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            assert ours.numbers.tolist() == theirs.numbers.tolist()


def test_chunks_fit_the_free_memory(data: TaxiData, make_spec: MakeSpec) -> None:
    specs = [make_spec(seed=seed) for seed in range(50)]
    seen: list[Progress] = []
    StackedEngine(PretendedCard(free_bytes=2e6)).run(specs, data, on_progress=seen.append)
    assert 5 <= len(seen) <= 50
    whole: list[Progress] = []
    StackedEngine(PretendedCard()).run(specs, data, on_progress=whole.append)
    assert len(whole) == 1


def test_out_of_memory_halves_the_chunk_and_goes_on(data: TaxiData, make_spec: MakeSpec) -> None:
    specs = [make_spec(seed=seed) for seed in range(50)]
    seen: list[int] = []
    outcomes = StackedEngine(PretendedCard(most_members=15)).run(
        specs, data, on_progress=lambda progress: seen.append(progress.done)
    )
    assert seen == [13, 26, 39, 50]
    assert numbers(outcomes) == numbers(StackedEngine().run(specs, data))


def test_a_training_that_never_fits_says_so(data: TaxiData, make_spec: MakeSpec) -> None:
    outcomes = StackedEngine(PretendedCard(most_members=0)).run(
        [make_spec(seed=seed) for seed in range(3)], data
    )
    assert {o.status for o in outcomes} == {RunStatus.FAILED}
    assert "out of memory" in outcomes[0].message


def test_another_error_is_not_taken_for_memory(
    data: TaxiData, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    card = PretendedCard()
    monkeypatch.setattr(card, "prepared", fail)
    with pytest.raises(RuntimeError, match="illegal"):
        StackedEngine(card).run([make_spec()], data)


def test_float32_trains_to_other_digits_of_like_scores(data: TaxiData, make_spec: MakeSpec) -> None:
    hardware = Hardware(torch.device("cpu"), "as on mps")
    hardware.dtype = torch.float32
    specs = [make_spec(seed=s, max_batches=41, batch_norm_linear_layers=s > 9) for s in range(20)]
    single, double = (
        [outcome.objective or 0 for outcome in engine.run(specs, data)]
        for engine in (StackedEngine(hardware), StackedEngine())
    )
    assert single != double
    assert single[:10] == pytest.approx(double[:10], rel=1e-3)
    assert single[10:] == pytest.approx(double[10:], rel=0.05)


class _Timed:
    """An engine that takes so many seconds, by how many trainings there are."""

    def __init__(self, clock: list[float], seconds: Callable[[int], float]) -> None:
        self._clock, self._seconds, self._engine = clock, seconds, StackedEngine()

    def run(self, specs: list[TrialSpec], data: TaxiData) -> tuple[TrialOutcome, ...]:
        self._clock[0] += self._seconds(len(specs))
        return self._engine.run(specs, data)


def test_a_card_is_taken_from_the_size_at_which_it_is_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    monkeypatch.setattr(cards.time, "perf_counter", lambda: clock[0])
    on_card = _Timed(clock, lambda _count: 10.0)
    monkeypatch.setattr(cards, "StackedEngine", lambda _card: on_card)
    cpu = _Timed(clock, lambda count: count / 3)
    gain = gain_of(PretendedCard(), cpu, sizes=(20, 40, 80))  # type: ignore[arg-type]
    assert gain == Gain("pretended", 40)
    assert (gain.takes(39), gain.takes(40)) == (False, True)


def test_a_card_with_other_numbers_is_never_taken() -> None:
    card = PretendedCard()
    card.dtype = torch.float32
    gain = gain_of(card, StackedEngine(), sizes=(20,))
    assert gain == Gain("pretended", None)
    assert not gain.takes(10**6)


def test_small_rounds_stay_on_the_cpu_and_the_device_says_so(
    data: TaxiData, make_spec: MakeSpec
) -> None:
    card = PretendedCard()
    engine = StackedEngine(card=card, fewest=3)
    assert engine.device == "pretended from 3 trainings, cpu below"
    specs = [make_spec(seed=seed) for seed in range(3)]
    few = engine.run(specs[:2], data)
    assert card.captures == 0
    many = engine.run(specs, data)
    assert card.captures == 1
    assert numbers(many)[:2] == numbers(few)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no card")
def test_the_card_here_agrees_with_the_cpu(specs: list[TrialSpec], data: TaxiData) -> None:
    on_card = cards.stacked_engine("cuda").run(specs, data)
    for ours, theirs in zip(on_card, StackedEngine().run(specs, data), strict=True):
        assert ours.status == theirs.status
        assert ours.objective == pytest.approx(theirs.objective, rel=1e-6)
