"""Addresses as people have kept them, letter by letter: each opens what it opened before."""

import pytest

from dctaxi.space import PRESETS, space_to_link
from dctaxi.workspace import Workspace
from tests.fake_engine import install
from tests.pages.visiting import open_page, texts
from tests.studies import train_study


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def test_a_what_if_with_cards() -> None:
    card = "n=64;seed=3;method=sobol;lr=0.02:0.04:linear;num_layers=1,3;title=Low; few"
    app = open_page(
        "pages/explore/whatif.py",
        space=space_to_link(PRESETS["chapter"].space),
        whatif="n=64;seed=0;optimizer=Adam",
        card=[card, "n=128;seed=1"],
    )
    assert "**optimizer Adam**" in texts(app)
    assert "**Low; few**" in texts(app)
    assert "**The whole space**" in texts(app)
    assert app.number_input(key="whatif_option_n").value == 64
    assert app.query_params["card"] == [card, "n=128;seed=1"]


def test_a_choice_of_tpe(workspace: Workspace) -> None:
    train_study(workspace, "printed", sampler="tpe", as_printed=True, n_trials=14,
                objective="chapter_objective")  # fmt: skip
    app = open_page(
        "pages/learn/tpe.py", study="printed", trial="12", parameter="optimizer", kernels="true"
    )
    assert app.selectbox(key="parameter").value == "optimizer"
    assert app.toggle(key="kernels").value
    assert "Trial 12: " in texts(app)


def test_a_race() -> None:
    app = open_page(
        "pages/explore/race.py",
        race_samplers=["Random", "TPE"],
        race_repeats="3",
        race_trials="20",
        race_seed="7",
        race_single="true",
    )
    assert app.pills(key="race_samplers").value == ["random", "tpe"]
    assert app.number_input(key="race_seed").value == 7
    assert app.toggle(key="race_single").value
    assert "120 trainings" in texts(app)
