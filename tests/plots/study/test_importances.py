import pytest

from dctaxi.analysis.importance import Floor, ImportanceResult, ParameterImportance, Verdict
from dctaxi.plots.study.importance_bars import importances_data, importances_figure
from dctaxi.plots.study.importances import importances_rows, importances_text


def bar(
    name: str, importance: float, verdict: Verdict, needed: int | None = None
) -> ParameterImportance:
    ends = max(0.0, importance - 0.1), min(1.0, importance + 0.2)
    return ParameterImportance(name, importance, *ends, verdict, 0.05, needed)


def result(*bars: ParameterImportance, n_trials: int = 80, **rest: object) -> ImportanceResult:
    floor = Floor(0.01, 0.15) if bars else None
    return ImportanceResult("ped-anova", n_trials, floor, bars, **rest)  # type: ignore[arg-type]


MIXED = result(
    bar("lr", 0.5, "above"),
    bar("width", 0.3, "too-few", 140),
    bar("seed", 0.15, "at"),
    bar("batch_size", 0.05, "at"),
    bar("dropout", 0.0, "below"),
)


@pytest.mark.parametrize("template", ["light", "dark"])
def test_a_verdict_is_told_by_colour_pattern_and_word(template: str) -> None:
    bars, noise, words = importances_figure(importances_data(MIXED), template=template).data  # type: ignore[arg-type]
    assert list(bars.y) == ["lr", "width", "seed", "batch_size", "dropout"]
    assert list(bars.x) == [0.5, 0.3, 0.15, 0.05, 0.0]
    assert list(bars.marker.pattern.shape) == ["", "x", "/", "/", "."]
    assert len(set(bars.marker.color)) == 5
    assert [text.split()[-1] for text in words.text] == ["above", "few", "noise", "at", "below"]
    assert list(noise.x) == [0.05] * 5


def test_whiskers_are_the_intervals_and_the_band_is_the_floor() -> None:
    figure = importances_figure(importances_data(MIXED), template="light")
    whiskers = figure.data[0].error_x
    assert list(whiskers.array) == pytest.approx([0.2] * 5)
    assert list(whiskers.arrayminus) == pytest.approx([0.1, 0.1, 0.1, 0.05, 0.0])
    band, line = figure.layout.shapes
    assert (band.x0, band.x1, line.x0) == (0.01, 0.15, 0.15)
    assert figure.layout.annotations[0].text == "noise floor"
    assert figure.layout.xaxis.range[1] > 0.7  # the longest whisker, and words beside it


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (MIXED, "Over 80 finished trials lr matters more than the random seed. "
         "Too few trials to say for width (about 140 would do)."),
        (result(bar("lr", 0.6, "above"), bar("width", 0.4, "above")),
         "lr and width matter more than chance alone."),
        (result(bar("lr", 0.6, "at"), bar("width", 0.4, "at")),
         "no parameter stands out from chance alone."),
        (result(bar("lr", 0.9, "too-few", 50), bar("seed", 0.1, "too-few", 50), n_trials=20),
         "lr comes first, but 20 finished trials are too few to tell it from chance: 50 would do."),
        (result(*[bar(f"p{place}", 0.1, "above") for place in range(9)]),
         "p0, p1, p2, p3 and 5 more matter"),
        (result(bar("lr", 1.0, "above"), left_out=("width",)), "width is not judged: fANOVA needs"),
        (result(reason="Too few."), "Too few."),
    ],
)  # fmt: skip
def test_the_sentence_states_the_verdict(shown: ImportanceResult, sentence: str) -> None:
    assert sentence in importances_text(importances_data(shown))


def test_the_table_holds_the_numbers() -> None:
    rows = importances_rows(importances_data(MIXED))
    assert rows[1] == {
        "parameter": "width",
        "importance": 30.0,
        "low": pytest.approx(20.0),
        "high": 50.0,
        "noise": 5.0,
        "verdict": "too few trials",
        "trials needed": 140,
    }
    assert importances_rows(importances_data(result(reason="Too few."))) == []


def test_nothing_to_show_says_why() -> None:
    figure = importances_figure(importances_data(result(reason="Too few.")), template="dark")
    assert not figure.data
    assert figure.layout.annotations[0].text == "Too few."


def test_every_one_of_thirty_bars_has_its_row() -> None:
    bars = [bar(f"p{place}", 1 / 30, "at") for place in range(30)]
    figure = importances_figure(importances_data(result(*bars)), template="light")
    assert figure.layout.height > 30 * 25


def test_a_sampler_that_learns_is_named_with_what_it_does_to_the_bars() -> None:
    plain = importances_text(importances_data(MIXED))
    for sampler in ("random", "qmc", None):
        assert importances_text(importances_data(MIXED, sampler)) == plain  # type: ignore[arg-type]
    told = importances_text(importances_data(MIXED, "tpe"))
    assert told.startswith(f"{plain} TPE draws more and more of what it found good")
    assert importances_text(importances_data(result(reason="Too few."), "tpe")) == "Too few."
