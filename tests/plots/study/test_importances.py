import pytest

from dctaxi.analysis.importance import ImportanceResult, ParameterImportance, Verdict
from dctaxi.plots.study.importance_bars import importances_data, importances_figure
from dctaxi.plots.study.importances import importances_rows, importances_text


def bar(
    name: str, importance: float, verdict: Verdict, needed: int | None = None
) -> ParameterImportance:
    ends = max(0.0, importance - 0.1), min(1.0, importance + 0.2)
    return ParameterImportance(name, importance, *ends, verdict, 0.05, needed)


def result(*bars: ParameterImportance, n_trials: int = 80, **rest: object) -> ImportanceResult:
    return ImportanceResult("ped-anova", n_trials, bars, **rest)  # type: ignore[arg-type]


MIXED = result(
    bar("lr", 0.5, "above"),
    bar("width", 0.3, "too-few", 140),
    bar("seed", 0.15, "at"),
    bar("batch_size", 0.05, "at"),
    bar("dropout", 0.0, "below"),
)


@pytest.mark.parametrize("template", ["light", "dark"])
def test_a_verdict_is_told_by_colour_pattern_and_words(template: str) -> None:
    bars, ticks, words = importances_figure(
        importances_data(MIXED, "random"), template=template
    ).data  # type: ignore[arg-type]
    assert [name for _, name, _ in bars.customdata] == [
        "lr", "width", "seed", "batch_size", "dropout"]  # fmt: skip
    assert list(bars.x) == [0.5, 0.3, 0.15, 0.05, 0.0]
    assert list(bars.marker.pattern.shape) == ["", "x", "/", "/", "/"]
    assert len(set(bars.marker.color)) == 4
    assert [text.split("</b> ")[1] for text in words.text] == [
        "more than luck",
        "needs about 140 trials",
        "luck itself",
        "not told from luck",
        "not told from luck",
    ]
    assert words.text[0].startswith("lr <b>50%</b>")
    assert list(ticks.x) == [0.05] * 5


def test_the_tick_is_explained_and_stands_on_its_bar_below_the_words() -> None:
    figure = importances_figure(importances_data(MIXED, "random"), template="light")
    bars, ticks, words = figure.data
    assert [trace.showlegend is not False for trace in figure.data] == [False, True, False]
    assert ticks.name == "luck alone stays left of this tick, 19 times in 20"
    assert figure.layout.showlegend is not False
    assert list(ticks.y) == list(bars.y)
    rows = zip(words.y, bars.y, strict=True)
    # Words end above the middle of a row; the bar begins no higher.
    assert all(word < bar - bars.width / 2 + 0.1 for word, bar in rows)


def test_what_has_no_copies_is_neither_luck_nor_more() -> None:
    one = ParameterImportance("momentum", 0.0, 0.0, 0.0, "below", None)
    figure = importances_figure(
        importances_data(result(bar("lr", 1.0, "above"), one), "random"), template="light"
    )
    assert figure.data[2].text[1].endswith("cannot be judged")
    assert len(figure.data[1].x) == 1


def test_whiskers_are_the_intervals() -> None:
    figure = importances_figure(importances_data(MIXED, "random"), template="light")
    whiskers = figure.data[0].error_x
    assert list(whiskers.array) == pytest.approx([0.2] * 5)
    assert list(whiskers.arrayminus) == pytest.approx([0.1, 0.1, 0.1, 0.05, 0.0])
    assert figure.layout.xaxis.range[1] > 0.7  # the longest whisker


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (MIXED, "Over 80 finished trials no hyperparameter is shown to shift the objective "
         "(Kruskal-Wallis test). For reaching the best tenth (PED-ANOVA) lr matters more than luck "
         "alone would have it. "
         "Too few trials to say for width (about 140 would do), if its bar is no luck."),
        (result(bar("lr", 0.6, "above"), bar("width", 0.4, "above")),
         "lr and width matter more than luck alone would have it."),
        (result(bar("lr", 0.6, "at"), bar("width", 0.4, "at")),
         "no hyperparameter is shown to matter more than luck."),
        (result(bar("lr", 0.9, "too-few", 50), bar("seed", 0.1, "too-few", 50), n_trials=20),
         "lr comes first, but 20 finished trials are too few to tell it from luck: 50 are the "
         "fewest that allow a verdict."),
        (result(*[bar(f"p{place}", 0.1, "above") for place in range(9)]),
         "p0, p1, p2, p3 and 5 more matter"),
        (result(bar("lr", 1.0, "above"), left_out=("width",)), "width is not judged: fANOVA needs"),
        (result(reason="Too few."), "Too few."),
    ],
)  # fmt: skip
def test_the_sentence_states_the_verdict(shown: ImportanceResult, sentence: str) -> None:
    assert sentence in importances_text(importances_data(shown, "random"))


def test_the_table_holds_the_numbers() -> None:
    rows = importances_rows(importances_data(MIXED, "random"))
    assert rows[1] == {
        "parameter": "width",
        "importance": 30.0,
        "low": pytest.approx(20.0),
        "high": 50.0,
        "noise": 5.0,
        "verdict": "needs about 140 trials",
        "trials needed": 140,
    }
    assert importances_rows(importances_data(result(reason="Too few."), "random")) == []


def test_nothing_to_show_says_why() -> None:
    figure = importances_figure(
        importances_data(result(reason="Too few."), "random"), template="dark"
    )
    assert not figure.data
    assert figure.layout.annotations[0].text == "Too few."


def test_a_sampler_that_learns_is_named_with_what_it_does_to_the_bars() -> None:
    plain = importances_text(importances_data(MIXED, "random"))
    for sampler in ("random", "qmc"):
        assert importances_text(importances_data(MIXED, sampler)) == plain  # type: ignore[arg-type]
    told = importances_text(importances_data(MIXED, "tpe"))
    assert told.startswith(f"{plain} TPE tries more and more of what already worked")
    unknown = importances_text(importances_data(MIXED, None))
    assert unknown.startswith(f"{plain} Which sampler drew these trials is not known.")
    assert importances_text(importances_data(result(reason="Too few."), "tpe")) == "Too few."


def test_a_pool_speaks_of_random_trainings_and_of_no_sampler() -> None:
    data = importances_data(MIXED, "random")._replace(pooled=True)
    text = importances_text(data)
    assert "80 random trainings" in text
    assert text.endswith("The study's own trials stand below.")
    assert "own trials" not in importances_text(importances_data(MIXED, "tpe"))
