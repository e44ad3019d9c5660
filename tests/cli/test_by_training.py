import pytest

from dctaxi.populations import SENSITIVITIES
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import train_study

COMMAND = ("analyze", "importance", "--study", "mine", "--evaluator", "by-training")


@pytest.fixture
def study() -> None:
    train_study(Workspace.current(), "mine", n_trials=2)


@pytest.mark.usefixtures("study")
def test_trains_to_find_out_and_opens_what_it_trained(answer, engine: FakeEngine) -> None:
    result = answer(*COMMAND, "--samples", "256")
    assert result["evaluator"] == "by-training"
    assert (result["samples"], result["scale"], result["unfinished"]) == (256, "ranks", 0)
    assert result["trainings"] == len(engine.trained)
    names = [one["name"] for one in result["parameters"]]
    assert {"seed", "lr", "num_hidden_layer_2_neurons"} < set(names)
    shares = next(one for one in result["parameters"] if one["name"] == "lr")
    for kind in ("first", "total", "beyond_luck"):
        assert 0 <= shares[kind]["low"] <= shares[kind]["value"] <= shares[kind]["high"] <= 1
    assert shares["matters"]
    assert len(result["pairs"]) == len(names) * (len(names) - 1) // 2
    assert SENSITIVITIES.load(result["id"], Workspace.current()).complete

    trained = len(engine.trained)
    again = answer(*COMMAND, "--samples", "256", "--scale", "usd", "--objective", "val_rmse_all")
    assert len(engine.trained) == trained
    assert (again["id"], again["scale"]) == (result["id"], "usd")
    assert answer(*COMMAND, "--samples", "256", "--seed", "1")["id"] != result["id"]


@pytest.mark.usefixtures("study", "engine")
def test_says_in_words_how_much_is_luck(capsys) -> None:
    from dctaxi.cli.main import main

    assert main([*COMMAND, "--samples", "256"]) == 0
    said = capsys.readouterr().out
    assert "luck itself" in said
    assert "Luck is" in said


@pytest.mark.usefixtures("study")
def test_refuses_in_a_sentence_what_cannot_be_trained(refusal, engine: FakeEngine) -> None:
    assert "power of two" in refusal(*COMMAND, "--samples", "1000", status=2)
    assert engine.trained == []
    assert "no study 'other'" in refusal(
        "analyze", "importance", "--study", "other", "--evaluator", "by-training"
    )
    engine.diverges = lambda _spec: True
    assert "No training finished" in refusal(*COMMAND, "--samples", "256")
