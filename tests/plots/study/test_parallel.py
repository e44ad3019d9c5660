import numpy as np
import pytest

from dctaxi.analysis import Range, Selection
from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.dimensions import NO_RESULT
from dctaxi.plots.study.parallel import (
    DRAWN_LINES,
    DRAWN_OTHERS,
    parallel_data,
    parallel_figure,
    parallel_text,
)
from tests.plots.conftest import Rows


def test_the_best_line_is_drawn_last_in_the_strongest_colour(
    make_rows: Rows, lr: Parameter
) -> None:
    data = parallel_data(make_rows([4.0, 0.0, 9.0], lr=[0.01, 0.1, 1.0]), [lr], ["lr"])
    assert data.numbers.tolist() == [2, 0, 1]
    assert data.colours.tolist() == [0.0, 0.5, 1.0]
    assert data.dimensions[0].positions.tolist() == [0.0, -2.0, -1.0]
    assert data.dimensions[-1].axis.name == "objective (USD)"
    assert data.dimensions[-1].positions.tolist() == [9.0, 4.0, 0.0]
    assert data.best == (1, 0.0)
    assert "trial 1 is the best with 0.00 USD" in parallel_text(data)


def test_a_trial_without_a_result_ends_at_its_own_tick(make_rows: Rows, lr: Parameter) -> None:
    trials = make_rows([4.0, None, 9.0], lr=[0.01, 0.1, 1.0])
    data = parallel_data(trials, [lr], ["lr"])
    assert data.failed == 1
    assert data.numbers[0] == 1
    objective = data.dimensions[-1]
    assert objective.axis.tick_texts[-1] == NO_RESULT
    assert objective.positions[0] == objective.axis.tick_positions[-1] == objective.axis.high > 9
    assert "1 of them without a result" in parallel_text(data)


def test_running_trials_are_not_drawn(make_rows: Rows, lr: Parameter) -> None:
    trials = make_rows([1.0, None], states=["COMPLETE", "RUNNING"], lr=[0.1, 0.1])
    data = parallel_data(trials, [lr], ["lr"])
    assert (data.total, data.failed) == (1, 0)


def test_a_long_tail_of_objectives_gets_a_log_axis(make_rows: Rows, lr: Parameter) -> None:
    trials = make_rows([1.0, 10.0, 100.0, 1000.0], lr=[0.1] * 4)
    selection = Selection(ranges=(Range("value", 0.0, 100.0),))
    objective = parallel_data(trials, [lr], ["lr"], selection).dimensions[-1]
    assert objective.positions.tolist() == pytest.approx([3.0, 2.0, 1.0, 0.0])
    assert objective.brushes == (pytest.approx((0.0, 2.0)),)


def test_an_outlier_among_objectives_down_to_zero_is_clipped_and_says_so(
    make_rows: Rows, lr: Parameter
) -> None:
    values = [0.0, 1.0, 1.2, 1.4, 1.6, 1.8, 50.0]
    objective = parallel_data(make_rows([*values], lr=[0.1] * 7), [lr], ["lr"]).dimensions[-1]
    assert objective.positions[0] == objective.axis.high < 10
    assert objective.axis.tick_texts[-1].endswith("or more")


def test_a_selection_brushes_axes_and_leaves_the_other_trials_in_grey(
    make_rows: Rows, lr: Parameter
) -> None:
    trials = make_rows([3.0, 1.0, None, 2.0], lr=[0.1, 0.01, 0.5, 1.0])
    selection = Selection(ranges=(Range("params_lr", 0.1),))
    data = parallel_data(trials, [lr], ["lr"], selection)
    assert data.numbers.tolist() == [1, 2, 0, 3]
    assert data.inside.tolist() == [False, True, True, True]
    assert (data.total, data.selected, data.failed, data.best) == (4, 3, 1, (3, 2.0))
    assert parallel_text(data).startswith("3 of 4 trials selected, 1 of them without a result:")
    lines = parallel_figure(data, template="light").data[0]
    assert list(lines.dimensions[0].constraintrange) == [(-1.0, 0.0)]
    assert lines.dimensions[1].constraintrange is None
    assert lines.line.color[0] == lines.line.cmin < lines.line.color[1] < 0
    assert "other trials" in lines.line.colorbar.ticktext


def test_the_sentence_names_the_axis_on_which_the_best_tenth_gather(
    make_rows: Rows, dropout: Parameter, batch_size: Parameter
) -> None:
    share = np.arange(100) / 100
    trials = make_rows(share.tolist(), dropout=share, batch_size=np.arange(100) % 4 + 1)
    data = parallel_data(trials, [dropout, batch_size], ["dropout", "batch_size"])
    text = parallel_text(data)
    assert "gather most on dropout: most lie at 0.009 to 0.081, of all trials at 0.099 to 0" in text
    assert data.spreads[1].best == "1 to 4"


def test_as_close_as_chance_would_have_them_is_no_finding(
    make_rows: Rows, dropout: Parameter
) -> None:
    """In this study the best lie within 60 % of the others' interval, and nothing is behind it."""
    rng = np.random.default_rng(3)
    places = next(
        found
        for found in (rng.uniform(0, 0.5, 100) for _ in range(1000))
        if 0.5 < np.ptp(np.quantile(found[:10], (0.1, 0.9))) / np.ptp(
            np.quantile(found, (0.1, 0.9))) < 0.6
    )  # fmt: skip
    trials = make_rows(list(range(100)), dropout=places)
    text = parallel_text(parallel_data(trials, [dropout], ["dropout"]))
    assert "No numeric axis is shown to gather the best 10 %." in text


def test_many_lines_are_thinned_for_drawing_only(make_rows: Rows, lr: Parameter) -> None:
    values = np.random.default_rng(0).uniform(1, 9, 10_000)
    trials = make_rows(values.tolist(), lr=np.full(10_000, 0.1))
    data = parallel_data(trials, [lr], ["lr"])
    assert len(data.numbers) == DRAWN_LINES
    assert data.total == 10_000
    assert data.best == (int(values.argmin()), values.min())
    assert set(np.argsort(values)[:1000]) <= set(data.numbers.tolist())
    assert "2,000 of 10,000 lines drawn, the best 10 % all of them" in parallel_text(data)
    assert len(parallel_figure(data, template="light").to_json()) < 300_000
    half = parallel_data(trials, [lr], ["lr"], Selection(ranges=(Range("value", 1.0, 1.5),)))
    assert len(half.numbers) == half.selected + DRAWN_OTHERS
    assert f"1,000 of {10_000 - half.selected:,} other lines drawn" in parallel_text(half)
