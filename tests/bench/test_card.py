from __future__ import annotations

import json

import pytest

from dctaxi.bench import card, engines
from dctaxi.bench.card import CardResult, card_text, measure_card
from dctaxi.errors import EngineError
from dctaxi.training.fused.on_cuda import backend
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine


class Card(FakeEngine):
    """A card on which a kernel of 255 registers trains as PyTorch does not."""

    device = "cuda (a card)"
    registers: int | None = None

    def run(self, specs, data, **options):
        if self.registers == 255:
            raise EngineError("The card computes other numbers than PyTorch does.")
        return super().run(specs, data, **options)


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    asked: list[int | None] = []
    fake = Card()

    def limit(most: int | None) -> None:
        asked.append(most)
        fake.registers = most

    monkeypatch.setattr(card, "make_engine", lambda *_args, **_options: fake)
    monkeypatch.setattr(card, "limit_registers", limit)
    monkeypatch.setattr(engines, "_SHORTEST_S", 0.0)
    return asked


def test_every_setting_is_measured_and_the_usual_kernel_is_back(
    workspace: Workspace, limits: list[int | None]
) -> None:
    result = measure_card(workspace, sizes=(1, 20))
    assert limits == [64, 128, 168, 255, None]
    assert [one.registers for one in result.settings] == [64, 128, 168, 255]
    assert [row.members for row in result.settings[0].times] == [1, 20]
    assert result.best is not None
    assert result.best.registers in (64, 128, 168)
    assert len(json.loads(json.dumps(result.to_json()))["settings"]) == 4


@pytest.mark.usefixtures("limits")
def test_the_block_for_the_document_has_a_row_a_setting_and_the_best(workspace: Workspace) -> None:
    result = measure_card(workspace, sizes=(1, 20))
    lines = card_text(result).splitlines()
    assert lines[0].startswith("Measured on cuda (a card)")
    assert lines[2:4] == ["| most registers a thread | 1 | 20 |", "|---|---|---|"]
    assert [line.split(" | ")[0] for line in lines[4:8]] == ["| 64", "| 128", "| 168", "| 255"]
    assert "other numbers" in lines[7]
    assert result.best is not None
    assert f"`MAX_REGISTERS = {result.best.registers}`" in lines[-1]
    assert "No kernel trains" in card_text(CardResult("it", result.settings[3:]))


def test_without_a_card_it_is_refused(workspace: Workspace) -> None:
    if backend.problem_of_cuda() is None:
        pytest.skip("here is a card")
    with pytest.raises(EngineError, match="CUDA"):
        measure_card(workspace)
