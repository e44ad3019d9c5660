"""What views are made of, and what each draws before anybody has chosen."""

import pytest

from dctaxi.analysis import Baseline, Selection
from dctaxi.analysis.reading import Parameter
from dctaxi.plots import StudyView
from dctaxi.plots.study.contour import CONTOUR, pair_at_first
from dctaxi.plots.study.history import HISTORY
from dctaxi.plots.study.objectives import ECDF
from dctaxi.plots.study.parallel import PARALLEL, axes_at_first
from dctaxi.plots.study.slice import SLICE
from dctaxi.plots.view import Scene, without_parameters
from tests.plots.conftest import rows

TRIALS = rows([4.0, 2.0, None, 3.0], status=["finished"] * 4, lr=[0.1, 0.2, 0.3, 0.4]).rename(
    columns={"params_status": "status"}
)
LR = Parameter("lr", "float", 0.01, 1.0, log=True)


def test_a_scene_shows_the_trials_that_the_selection_leaves() -> None:
    kept = Selection("it").with_range("value", None, 3.0)
    scene = Scene("it", TRIALS, (LR,), kept)
    assert scene.shown["number"].tolist() == [1, 3]
    assert scene.rows(("params_lr", "unknown")).columns.tolist() == [
        "number", "value", "params_lr"
    ]  # fmt: skip
    assert scene.parameter("lr") is LR
    with pytest.raises(KeyError):
        scene.parameter("width")


@pytest.mark.parametrize("view", [ECDF, HISTORY, PARALLEL, SLICE], ids=lambda view: view.name)
def test_what_was_set_aside_is_in_no_plot(view: StudyView) -> None:
    state = TRIALS["state"].where(TRIALS["number"] != 1, "SET_ASIDE")
    aside = TRIALS.assign(state=state, value=TRIALS["value"].where(TRIALS["number"] != 1))
    without = TRIALS[TRIALS["number"] != 1].reset_index(drop=True)
    said, expected = (
        view.sentence(view.data(Scene("it", trials, (LR,)))) for trials in (aside, without)
    )
    assert said == expected


def test_a_view_says_what_a_study_lacks_for_it() -> None:
    scene = Scene("it", TRIALS, (LR,))
    assert without_parameters(scene) == ""
    assert "no hyperparameters" in without_parameters(Scene("it", TRIALS, ()))
    assert "this study searched 1" in CONTOUR.missing(scene)


def test_what_is_drawn_first_is_the_chapters_choice_where_a_study_has_it() -> None:
    chapters = ["seed", "lr", "batch_size", "num_hidden_layer_0_neurons"]
    assert pair_at_first(chapters) == ("batch_size", "lr")
    assert axes_at_first(chapters) == ["lr", "batch_size", "num_hidden_layer_0_neurons"]
    others = ["depth", "width", "lr"]
    assert pair_at_first(others) == ("depth", "width")
    assert pair_at_first(chapters, ("num_layers", "lr", "seed")) == ("lr", "num_layers")
    assert axes_at_first(chapters, ("num_layers", "lr")) == ["num_layers", "lr"]
    assert axes_at_first(others) == ["lr", "depth", "width"]


def test_a_distribution_says_how_many_do_better_than_the_constant_answer() -> None:
    marked = ECDF.data(Scene("it", TRIALS, (LR,), baseline=Baseline(3.0, 3.5, 5.0)))
    assert "Below the 3.50 USD of always answering the mean: 50% of it." in ECDF.sentence(marked)
    assert "always answering" not in ECDF.sentence(ECDF.data(Scene("it", TRIALS, (LR,))))
    table = ECDF.table(Scene("it", TRIALS, (LR,)), marked)
    assert table["USD"].tolist()[0] == 2.0
    assert table["USD"].tolist()[-1] == 4.0


def test_a_report_lists_the_trials_at_which_the_best_changed() -> None:
    assert HISTORY.excerpt is not None
    changes = HISTORY.excerpt.rows(HISTORY.data(Scene("it", TRIALS, (LR,))))
    assert changes.to_numpy().tolist() == [[0.0, 4.0], [1.0, 2.0]]
