import pytest

from dctaxi.analysis.importance import ImportanceResult, ParameterImportance
from dctaxi.plots.compare.importances import (
    DRAWN,
    importance_sides_data,
    importance_sides_figure,
    importance_sides_text,
)


def result(**shares: float) -> ImportanceResult:
    """An evaluation in which more than a third is more than luck."""
    return ImportanceResult(
        "ped-anova",
        100,
        tuple(
            ParameterImportance(
                name, share, share - 0.1, share + 0.1, "above" if share > 1 / 3 else "at"
            )
            for name, share in shares.items()
        ),
    )


AT_RANDOM = ("random", "random")
NOTHING = ImportanceResult("ped-anova", 1, (), reason="Importances need two trials.")


def test_parameters_stand_in_the_order_of_their_highest_importance() -> None:
    data = importance_sides_data(
        [("a", result(lr=0.4, seed=0.1)), ("b", result(width=0.9))], AT_RANDOM
    )
    assert data.names == ("width", "lr", "seed")
    figure = importance_sides_figure(data, template="light")
    assert [list(trace.y) for trace in figure.data] == [["lr", "seed"], ["width"]]
    assert list(figure.data[0].error_x.array) == pytest.approx([0.1, 0.1])


def test_what_is_more_than_luck_everywhere_and_somewhere_is_told_apart() -> None:
    text = importance_sides_text(
        importance_sides_data(
            [("a", result(lr=0.5, width=0.1)), ("b", result(lr=0.4, width=0.6))], AT_RANDOM
        )
    )
    assert "More than luck in all of them: lr." in text
    assert "More than luck in some only: width in b." in text


def test_where_nothing_is_more_than_luck_that_is_said() -> None:
    data = importance_sides_data([("a", result(lr=0.2)), ("b", NOTHING)], AT_RANDOM)
    assert "In these searches no hyperparameter is shown to matter" in importance_sides_text(data)
    assert "b: Importances need two trials." in importance_sides_text(data)


def test_of_many_parameters_the_most_important_are_drawn() -> None:
    many = result(**{f"layer_{place}": 0.9 - place / 100 for place in range(30)})
    data = importance_sides_data([("a", many)], ["random"])
    (bars,) = importance_sides_figure(data, template="light").data
    assert list(bars.y) == [f"layer_{place}" for place in range(DRAWN)]
    assert f"the {DRAWN} most important of 30 parameters" in importance_sides_text(data)


def test_searches_whose_sampler_learned_or_is_not_known_are_named_with_what_that_does() -> None:
    sides = [("a", result(lr=0.5)), ("b", result(lr=0.5)), ("c", result(lr=0.5))]
    text = importance_sides_text(importance_sides_data(sides, ["random", "tpe", None]))
    assert " b: TPE tries more and more of what already worked" in text
    assert " c: Which sampler drew these trials is not known." in text
    assert " a:" not in text
