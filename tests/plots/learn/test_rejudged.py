"""Two judgements of the same trials, each with the constant answer's line."""

import numpy as np
import pytest

from dctaxi.plots import TemplateName, figure_rows
from dctaxi.plots.learn.rejudged import DRAWN_POINTS, judged_data, judged_figure, judged_text
from dctaxi.teaching.easy_batch import Rejudged


def found_of(own: list[float], constant: list[float], shared: list[float]) -> Rejudged:
    count = len(own)
    shape = np.full(count, 40)
    return Rejudged(
        np.arange(count), shape, shape, np.array(own), np.array(constant), np.array(shared), 4.5
    )


FOUND = found_of([7.0, 9.2, 9.4], [7.3, 9.0, 9.5], [4.7, 4.4, 4.6])


@pytest.mark.parametrize("template", ["light", "dark"])
@pytest.mark.parametrize("same_rows", [False, True])
def test_both_bests_are_marked_in_both_pictures(template: TemplateName, *, same_rows: bool) -> None:
    figure = judged_figure(judged_data(FOUND, same_rows=same_rows), template=template)
    line, points, own, same = figure.data
    assert points.customdata.tolist() == [0, 1, 2]
    assert (own.customdata.tolist(), same.customdata.tolist()) == ([0], [1])
    assert list(line.y) == ([4.5, 4.5] if same_rows else [7.3, 9.5])
    assert list(line.x) == [7.3, 9.5]
    assert len(figure_rows(figure)) == 5


def test_the_sentence_counts_who_is_below_the_line() -> None:
    assert judged_text(judged_data(FOUND, same_rows=False)) == (
        "2 of 3 trials score below the constant answer, trial 0 the furthest, by 0.30 USD."
    )
    assert judged_text(judged_data(FOUND, same_rows=True)).startswith("1 of 3 trials score below")
    none = found_of([9.0, 9.5], [8.0, 8.1], [5.0, 5.5])
    assert judged_text(judged_data(none, same_rows=True)) == (
        "None of 2 trials scores below the constant answer."
    )


def test_many_trials_are_thinned_and_counted_in_full() -> None:
    random = np.random.default_rng(0)
    own, constant = random.uniform(7, 12, 3_000), random.uniform(7, 12, 3_000)
    found = found_of(own.tolist(), constant.tolist(), (own / 2).tolist())
    data = judged_data(found, same_rows=False)
    assert len(data.kept) <= DRAWN_POINTS + 2
    assert set(data.marks) <= set(data.kept.tolist())
    assert "of 3,000 trials" in judged_text(data)
