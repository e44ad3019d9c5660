from __future__ import annotations

import pytest
import torch

from dctaxi.errors import EngineError
from dctaxi.training import EngineId, choose_engine, engines
from dctaxi.training.engine import DeviceChoice
from dctaxi.training.engines import (
    available_engines,
    engine_problem,
    load_engine,
    make_engine,
    resolve_device,
)
from dctaxi.training.fused import preparation
from dctaxi.training.fused.preparation import Preparation
from dctaxi.training.stacked import cards


def test_makes_the_reference_engine() -> None:
    engine = make_engine("lightning", device="cpu")
    assert (engine.id, engine.device) == ("lightning", "cpu")


def test_both_engines_are_available_here() -> None:
    here = available_engines()
    assert (here["lightning"], here["fused"]) == (None, None)


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines._NEEDS, "fused", ("numba", "no_such_package"))
    assert choose_engine("auto", 10) == "stacked"
    assert available_engines()["fused"] == (
        "The fused engine needs the package no_such_package, which is not installed here; "
        "install it with pip install no_such_package."
    )
    with pytest.raises(EngineError, match="no_such_package"):
        make_engine("fused")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"engine_id": "torch"},
            "The engine must be one of lightning, fused, stacked, ray, but is 'torch'",
        ),
        ({"device": "gpu"}, "The device must be one of auto, cpu, cuda, xpu, mps, but is 'gpu'"),
        ({"loader": "disk"}, "The loader must be one of memory, kaen, but is 'disk'"),
        ({"engine_id": "fused", "loader": "kaen"}, "reads its data from memory"),
    ],
)
def test_refuses_what_it_does_not_know(wrong: dict[str, str], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        make_engine(**{"engine_id": "lightning", **wrong})  # type: ignore[arg-type]


def test_auto_takes_a_card_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _index: "NVIDIA H100")
    assert resolve_device("auto").title == "cuda (NVIDIA H100)"
    assert resolve_device("cpu").title == "cpu"


def test_without_a_card_auto_is_the_cpu_and_cuda_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert resolve_device("auto").kind == "cpu"
    with pytest.raises(EngineError, match="'cuda' needs a card that PyTorch can use"):
        resolve_device("cuda")


@pytest.mark.parametrize("device", ["cuda", "xpu", "mps"])
@pytest.mark.parametrize("engine_id", ["lightning", "fused", "stacked"])
def test_why_a_card_cannot_train_is_known_before_an_engine_is_made(
    engine_id: EngineId, device: DeviceChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "driver_is_there", lambda _kind: False)
    engines.device_problem.cache_clear()
    problem = engine_problem(engine_id, device=device)
    engines.device_problem.cache_clear()
    assert problem is not None
    trains_there = engine_id == "stacked" or (engine_id, device) == ("lightning", "cuda")
    assert ("its driver" if trains_there else "choose the engine 'stacked'") in problem
    assert engine_problem(engine_id, device="auto") is None


class TestChoosing:
    @pytest.fixture(autouse=True)
    def cold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(preparation, "preparation", lambda: Preparation("idle"))
        monkeypatch.setattr(preparation, "is_on_disk", lambda: False)
        monkeypatch.setattr(engines, "driver_is_there", lambda _kind: False)

    def test_what_somebody_chose_is_taken(self) -> None:
        assert choose_engine("lightning", 10) == "lightning"

    def test_little_begins_at_once_and_much_waits_for_the_kernel(self) -> None:
        assert choose_engine("auto", 100) == "stacked"
        assert choose_engine("auto", 10_000) == choose_engine("auto", None) == "fused"

    def test_with_a_kernel_it_is_fused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(preparation, "is_on_disk", lambda: True)
        assert choose_engine("auto", 100) == "fused"

    def test_a_device_that_is_asked_for_has_its_engine(self) -> None:
        assert choose_engine("auto", None, device="cuda") == "stacked"

    def test_a_card_is_taken_for_as_many_as_it_gains_by(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engines, "driver_is_there", lambda kind: kind == "cuda")
        monkeypatch.setattr(cards, "trial_run", lambda: cards.Gain("cuda", 1_024))
        assert choose_engine("auto", None, at_once=1_024) == "stacked"
        assert choose_engine("auto", None, at_once=1_023) == "fused"
        assert choose_engine("auto", None, at_once=4_096, device="cpu") == "fused"
        monkeypatch.setattr(cards, "trial_run", lambda: cards.Gain("cuda", None))
        assert choose_engine("auto", None, at_once=4_096) == "fused"


def test_what_streams_is_refused_by_the_engine_that_reads_from_memory() -> None:
    assert "choose the loader 'memory'" in (engine_problem("fused", loader="kaen") or "")
    assert engine_problem("lightning", loader="kaen") is None
    with pytest.raises(EngineError, match="choose the loader 'memory'"):
        load_engine("fused", loader="kaen")
