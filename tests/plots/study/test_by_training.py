import pytest

from dctaxi.analysis.importance import SobolIndex, SobolResult
from dctaxi.analysis.importance.sobol import PairIndex
from dctaxi.analysis.statistics import Estimate
from dctaxi.plots.study.by_training import (
    by_training_figure,
    by_training_rows,
    by_training_text,
    share_text,
)
from dctaxi.plots.study.pairs import pairs_figure, pairs_rows, pairs_text, short_name


def index(name: str, share: float, *, matters: bool = True) -> SobolIndex:
    around = Estimate(share, max(share - 0.02, 0), share + 0.02)
    beyond = None if name == "seed" else Estimate(share / 2, 0.0, share)
    return SobolIndex(name, around, Estimate(share + 0.2, share, share + 0.3), beyond, matters)


RESULT = SobolResult(
    "ranks", 1024, 15_668, 12,
    (index("optimizer", 0.4), index("seed", 0.2), index("num_hidden_layer_1_neurons", 0.004,
                                                        matters=False)),
    (PairIndex(("optimizer", "lr"), Estimate(0.05, 0.03, 0.07), told=True),
     PairIndex(("seed", "lr"), Estimate(0.01, 0.0, 0.03), told=False)),
    ("num_hidden_layer_1_neurons",),
)  # fmt: skip
NOTHING = SobolResult("ranks", 3, 40, 0, (), (), reason="Only <b>3</b> are complete.")


@pytest.mark.parametrize("template", ["light", "dark"])
def test_a_row_for_each_parameter_with_what_it_does_alone_in_all_and_beyond_luck(template) -> None:
    figure = by_training_figure(RESULT, template=template)
    in_all, alone, beyond, words = figure.data
    assert [name for _, name, _ in in_all.customdata] == [one.name for one in RESULT.indices]
    assert list(in_all.x) == pytest.approx([0.6, 0.4, 0.204])
    assert list(alone.x) == pytest.approx([0.4, 0.2, 0.004])
    assert list(beyond.x) == pytest.approx([0.2, 0.002])
    assert "luck itself" in words.text[1]
    assert "no measurable effect" in words.text[2]


def test_the_sentence_says_luck_what_decides_and_what_it_rests_on() -> None:
    said = by_training_text(RESULT)
    assert said.startswith("Luck is 40 % (20 to 50 %) of the variance")
    assert "optimizer 20 % (0 to 40 %)" in said
    assert "Most at work together: optimizer and lr, 5.0 % (3.0 to 7.0 %)." in said
    assert "15,668 trainings of 1,024 base samples, 12 without a result count as the worst" in said
    assert "Shares among the trainings that have them: num_hidden_layer_1_neurons" in said


def test_the_table_has_a_share_and_its_ends_in_percent() -> None:
    first = by_training_rows(RESULT)[0]
    assert (first["parameter"], first["in all"]) == ("optimizer", pytest.approx(60))
    assert by_training_rows(RESULT)[1]["beyond luck"] is None
    assert share_text(Estimate(0.042, 0.037, 0.047)) == "4.2 % (3.7 to 4.7 %)"
    assert share_text(None) == ""


def test_pairs_that_are_told_carry_their_number_and_the_others_are_pale() -> None:
    result = SobolResult(
        "usd", 1024, 1000, 0, (index("optimizer", 0.4), index("lr", 0.2), index("seed", 0.1)),
        RESULT.pairs,
    )  # fmt: skip
    pale, told = pairs_figure(result, template="light").data
    assert told.text[1][0] == "5.0"
    assert pale.z[2][1] == pytest.approx(0.01)
    assert pale.opacity < 1
    assert pairs_text(result) == (
        "Of 2 pairs 1 has a measurable effect, most of all optimizer and lr: 5.0 % (3.0 to 7.0 %) "
        "of the variance."
    )
    assert pairs_rows(result)["measurable"].tolist() == [True, False]
    assert short_name("num_hidden_layer_2_neurons") == "neurons 2"


def test_where_nothing_can_be_said_the_figures_say_why() -> None:
    for figure in (
        by_training_figure(NOTHING, template="light"), pairs_figure(NOTHING, template="dark")
    ):  # fmt: skip
        assert not figure.data
        assert "&lt;b&gt;" in figure.layout.annotations[0].text
    assert by_training_text(NOTHING) == pairs_text(NOTHING) == NOTHING.reason
    assert by_training_rows(NOTHING) == []
