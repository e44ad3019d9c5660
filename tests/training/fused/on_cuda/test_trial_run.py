"""The trial run of a card, with PyTorch's loop in the card's place."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dctaxi.errors import EngineError
from dctaxi.training.fused import one_by_one
from dctaxi.training.fused.chunk import TrainedChunk
from dctaxi.training.fused.on_cuda import backend
from dctaxi.training.fused.on_cuda.trial_run import SPECS, TrialRun

Train = Callable[..., Iterator[TrainedChunk]]


def problem(monkeypatch: pytest.MonkeyPatch, card: Train) -> str | None:
    monkeypatch.setattr(backend, "train", card)
    return TrialRun().problem()


def test_a_card_that_agrees_with_pytorch_has_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problem(monkeypatch, one_by_one.train) is None


@pytest.mark.slow
@pytest.mark.parametrize("member", range(len(SPECS)))
def test_one_wrong_number_is_enough(monkeypatch: pytest.MonkeyPatch, member: int) -> None:
    def almost(*arguments: Any, **options: Any) -> Iterator[TrainedChunk]:
        for chunk in one_by_one.train(*arguments, **options):
            if chunk.members[0] == member:
                chunk.results.curve[-1, 1] *= 1.0001
            yield chunk

    assert "other numbers than PyTorch" in str(problem(monkeypatch, almost))


def test_what_the_driver_raises_becomes_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_arguments: Any, **_options: Any) -> Iterator[TrainedChunk]:
        raise RuntimeError("CUDA_ERROR_INVALID_IMAGE.\nand a second line")

    said = problem(monkeypatch, refuses)
    assert said == (
        "The card cannot train here (CUDA_ERROR_INVALID_IMAGE); choose the device 'cpu'."
    )


def test_a_kernel_that_cannot_be_compiled_speaks_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def uncompiled(*_arguments: Any, **_options: Any) -> Iterator[TrainedChunk]:
        raise EngineError("The fused engine cannot be compiled here.")

    assert problem(monkeypatch, uncompiled) == "The fused engine cannot be compiled here."


def test_the_card_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(*arguments: Any, **options: Any) -> Iterator[TrainedChunk]:
        calls.append(True)
        return one_by_one.train(*arguments, **options)

    monkeypatch.setattr(backend, "train", counted)
    run = TrialRun()
    assert (run.problem(), run.problem()) == (None, None)
    assert len(calls) == 1
