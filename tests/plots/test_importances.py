import pytest

from dctaxi.analysis.importances import ImportanceResult, ParameterImportance, Verdict
from dctaxi.plots.importances import importances_data, importances_figure, importances_text


def result(
    *bars: tuple[str, float, Verdict | None], n_trials: int = 80, **rest: object
) -> ImportanceResult:
    return ImportanceResult(
        "ped-anova", n_trials, None, tuple(ParameterImportance(*bar) for bar in bars), **rest
    )  # type: ignore[arg-type]


SEED_LOW = result(("lr", 0.6, "above"), ("width", 0.3, "above"), ("seed", 0.1, "at"))


def test_the_seeds_bar_is_marked_as_the_noise_level() -> None:
    figure = importances_figure(importances_data(SEED_LOW), template="light")
    bars = figure.data[0]
    assert list(bars.y) == ["lr", "width", "seed"]
    assert list(bars.x) == [0.6, 0.3, 0.1]
    assert list(bars.marker.pattern.shape) == ["", "", "/"]
    assert bars.marker.color[2] != bars.marker.color[0] == bars.marker.color[1]
    assert [line.x0 for line in figure.layout.shapes] == [0.1]
    assert "noise level" in figure.layout.annotations[0].text


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (SEED_LOW, "lr and width matter more than the random seed"),
        (result(("lr", 0.9, "above"), ("seed", 0.1, "at")), "lr matters more than the random seed"),
        (result(("seed", 0.9, "at"), ("lr", 0.1, "below")), "nothing matters more"),
        (result(("lr", 0.9, "too-few"), ("seed", 0.1, "too-few"), n_trials=20), "50 would do"),
        (result(("lr", 1.0, None)), "no noise level to compare with"),
        (result(("lr", 1.0, None), left_out=("width",)), "not every trial has them: width"),
        (result(reason="Too few."), "Too few."),
    ],
)
def test_the_sentence_states_the_verdict(shown: ImportanceResult, sentence: str) -> None:
    assert sentence in importances_text(importances_data(shown))


def test_nothing_to_show_says_why() -> None:
    figure = importances_figure(importances_data(result(reason="Too few.")), template="dark")
    assert not figure.data
    assert figure.layout.annotations[0].text == "Too few."


def test_every_one_of_thirty_bars_has_its_row() -> None:
    bars = [(f"p{place}", 1 / 30, None) for place in range(30)]
    figure = importances_figure(importances_data(result(*bars)), template="light")
    assert figure.layout.height > 30 * 25
