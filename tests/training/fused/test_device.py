"""Which device trains, and what happens when a card fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from dctaxi.data import TaxiData
from dctaxi.errors import EngineError
from dctaxi.records import RunStatus, TrialSpec
from dctaxi.training.fused import engine, one_by_one
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.fused.on_cuda import backend as cuda
from dctaxi.training.fused.on_cuda.trial_run import TrialRun
from dctaxi.training.fused.population import Columns, Population
from tests.training.fused.edges import EDGES, assert_close

MakeSpec = Callable[..., TrialSpec]


def test_a_missing_device_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda, "problem_of_cuda", lambda: "There is no card; choose 'cpu'.")
    with pytest.raises(EngineError, match="There is no card"):
        FusedEngine("cuda")
    assert FusedEngine("auto").device == "cpu"
    with pytest.raises(EngineError, match="must be one of auto, cpu, cuda"):
        FusedEngine("tpu")  # type: ignore[arg-type]


class Card:
    """A card that PyTorch's loop stands for: ``fits`` fit on it and it dies after ``lives``."""

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


@pytest.mark.slow
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


@pytest.mark.slow
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
