"""What is said of a card, with a made-up driver, extra and PyTorch."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import torch

from dctaxi.errors import EngineError
from dctaxi.training import cards
from dctaxi.training.fused.on_cuda import backend, trial_run
from dctaxi.training.fused.on_cuda.trial_run import TrialRun

Patch = pytest.MonkeyPatch


@pytest.fixture
def driver(monkeypatch: Patch) -> None:
    monkeypatch.setattr(cards, "driver_is_there", lambda: True)
    monkeypatch.setattr(cards, "extra_is_missing", lambda: False)
    monkeypatch.setattr(backend, "problem_of_cuda", lambda: None)
    monkeypatch.setattr(trial_run, "card", TrialRun())
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)


def test_without_a_driver_nothing_is_said(monkeypatch: Patch) -> None:
    monkeypatch.setattr(cards, "driver_is_there", lambda: False)
    for engine in ("fused", "lightning"):
        assert cards.card_sentence(engine) is None
        assert cards.device_note(engine, "auto") is None
        assert cards.install_line(engine) is None


@pytest.mark.usefixtures("driver")
def test_lightning_on_a_card_is_supported_and_not_called_experimental() -> None:
    said = cards.card_sentence("lightning") or ""
    assert "which is supported" in said
    assert "experimental" not in said
    assert cards.device_note("lightning", "cuda") is None
    assert cards.install_line("lightning") is None


@pytest.mark.usefixtures("driver")
def test_the_fused_engine_on_a_card_is_experimental() -> None:
    assert "trains on this machine's card. " + cards.EXPERIMENTAL in (
        cards.card_sentence("fused") or ""
    )
    assert cards.device_note("fused", "auto") == cards.EXPERIMENTAL
    assert cards.device_note("fused", "cpu") is None


@pytest.mark.usefixtures("driver")
def test_without_the_extra_the_line_that_installs_it_is_given(monkeypatch: Patch) -> None:
    monkeypatch.setattr(cards, "extra_is_missing", lambda: True)
    said = cards.card_sentence("fused") or ""
    assert cards.INSTALL_GPU in said
    assert "experimental" in said
    assert cards.install_line("fused") == cards.INSTALL_GPU
    assert "the extra for cards is not installed" in (cards.why_the_cpu("fused", "auto") or "")


@pytest.mark.usefixtures("driver")
def test_auto_that_took_the_cpu_says_that_the_trial_run_disagreed(monkeypatch: Patch) -> None:
    monkeypatch.setattr(trial_run, "_tried", lambda: "The card computes other numbers.")
    assert cards.why_the_cpu("fused", "auto") is None  # not tried yet
    assert trial_run.card.problem() == "The card computes other numbers."
    why = cards.why_the_cpu("fused", "auto") or ""
    assert why.startswith("Auto takes the CPU although there is a card")
    assert "other numbers" in why
    assert cards.why_the_cpu("fused", "cuda") is None


@pytest.mark.usefixtures("driver")
def test_auto_that_took_the_cpu_says_that_the_card_failed() -> None:
    trial_run.card.failed(RuntimeError("CUDA_ERROR_LAUNCH_FAILED"))
    assert "CUDA_ERROR_LAUNCH_FAILED" in (cards.device_note("fused", "auto") or "")
    assert "CUDA_ERROR_LAUNCH_FAILED" in (cards.card_sentence("fused") or "")


@pytest.mark.usefixtures("driver")
@pytest.mark.parametrize(("built", "said"), [(False, "for the CPU alone"), (True, "nvidia-smi")])
def test_a_card_that_pytorch_cannot_use_is_explained(
    monkeypatch: Patch, built: bool, said: str
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: built)
    assert said in (cards.card_sentence("lightning") or "")
    assert said in (cards.device_note("lightning", "auto") or "")


def test_the_line_installs_what_the_extra_asks_for() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    (wanted,) = project["optional-dependencies"]["gpu"]
    assert f"pip install '{wanted}'" == cards.INSTALL_GPU


def test_another_limit_of_registers_makes_another_kernel_that_is_tried_again(
    monkeypatch: Patch,
) -> None:
    compiled: list[int | None] = []

    def refuse(most: int | None) -> None:
        compiled.append(most)
        raise EngineError(f"no kernel with {most} registers")

    monkeypatch.setattr(backend, "_compile_for_cuda", refuse)
    monkeypatch.setattr(backend, "_preparer", backend._preparer)
    monkeypatch.setattr(trial_run, "card", TrialRun())
    trial_run.card.failed(RuntimeError("before"))
    for most in (64, None):
        trial_run.limit_registers(most)
        assert trial_run.card.known_problem is None
        with pytest.raises(EngineError, match=f"no kernel with {most or backend.MAX_REGISTERS}"):
            backend._preparer.ensure()
    assert compiled == [64, backend.MAX_REGISTERS]
