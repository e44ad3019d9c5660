from __future__ import annotations

import pytest
import torch

from dctaxi.errors import EngineError
from dctaxi.training import EngineId, engines
from dctaxi.training.engines import (
    available_engines,
    default_engine,
    engine_problem,
    load_engine,
    make_engine,
    resolve_device,
)


def test_makes_the_reference_engine() -> None:
    engine = make_engine("lightning", device="cpu")
    assert (engine.id, engine.device) == ("lightning", "cpu")


def test_both_engines_are_available_here() -> None:
    here = available_engines()
    assert (here["lightning"], here["fused"]) == (None, None)
    assert default_engine() == "fused"


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines._NEEDS, "fused", ("numba", "no_such_package"))
    assert default_engine() == "lightning"
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
        ({"device": "gpu"}, "The device must be one of auto, cpu, cuda, but is 'gpu'"),
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
    with pytest.raises(EngineError, match="needs an NVIDIA card"):
        resolve_device("cuda")


@pytest.mark.parametrize("engine_id", ["lightning", "fused", "stacked"])
def test_why_cuda_cannot_train_is_known_before_an_engine_is_made(engine_id: EngineId) -> None:
    if torch.cuda.is_available():
        pytest.skip("here is a card")
    problem = engine_problem(engine_id, device="cuda")
    assert problem is not None
    assert ("NVIDIA card" if engine_id == "lightning" else "trains on the CPU") in problem
    assert engine_problem(engine_id, device="auto") is None


def test_what_streams_is_refused_by_the_engine_that_reads_from_memory() -> None:
    assert "choose the loader 'memory'" in (engine_problem("fused", loader="kaen") or "")
    assert engine_problem("lightning", loader="kaen") is None
    with pytest.raises(EngineError, match="choose the loader 'memory'"):
        load_engine("fused", loader="kaen")
