import numpy as np

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.study.slice import DRAWN_POINTS, slice_data, slice_text
from tests.plots.conftest import Rows


def test_each_panel_holds_positions_and_medians_by_hand(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    trials = make_rows(
        [1.0, 2.0, 3.0, 4.0, 5.0, None],
        lr=[0.01, 0.01, 0.01, 0.01, 0.01, 1.0],
        width=[7, 7, 7, 7, 11, 11],
    )
    data = slice_data(trials, [lr, width])
    rate, neurons = data.panels
    assert rate.positions.tolist() == [-2.0] * 5
    assert rate.failed.tolist() == [0.0]
    assert [stretch.median for stretch in rate.stretches] == [3.0]
    assert np.round(neurons.positions).tolist() == [0, 0, 0, 0, 1]
    assert len(np.unique(neurons.positions)) == 5
    assert neurons.stretches == ()
    assert (data.total, data.unfinished) == (5, 1)


def test_a_trial_without_a_conditional_parameter_lies_at_not_used(
    make_rows: Rows, dropout: Parameter
) -> None:
    trials = make_rows([1.0] * 6 + [9.0] * 6, dropout=[0.5] * 6 + [None] * 6)
    (panel,) = slice_data(trials, [dropout]).panels
    assert panel.axis.unused is not None
    assert panel.positions[-1] == panel.axis.unused
    assert {s.name: s.median for s in panel.stretches}["where it is not used"] == 9.0


def test_the_sentence_names_the_clearest_difference_and_not_chance(
    make_rows: Rows, lr: Parameter, width: Parameter
) -> None:
    rng = np.random.default_rng(0)
    rates = (10.0 ** rng.uniform(-2, 0, 60)).tolist()
    widths = [7, 11] * 30
    apart = [10.0 + 20 * (w == 11) + r for w, r in zip(widths, rng.random(60), strict=True)]
    clear = slice_text(slice_data(make_rows(apart, lr=rates, width=widths), [lr, width]))
    assert "clearest difference is along width" in clear
    noise = rng.random(60).tolist()
    chance = slice_text(slice_data(make_rows(noise, lr=rates, width=widths), [lr, width]))
    assert "Over 60 finished trials no hyperparameter is shown to shift the objective" in chance


def test_the_difference_is_told_with_both_medians(make_rows: Rows, width: Parameter) -> None:
    trials = make_rows([1.0] * 9 + [5.0] * 9, width=[7] * 9 + [11] * 9)
    text = slice_text(slice_data(trials, [width]))
    assert "a median of 1.00 USD at 7 against 5.00 USD at 11" in text


def test_ten_thousand_trials_are_thinned_for_drawing_only(make_rows: Rows, lr: Parameter) -> None:
    rng = np.random.default_rng(0)
    rates = 10.0 ** rng.uniform(-2, 0, 10_000)
    trials = make_rows(rng.uniform(1, 9, 10_000).tolist(), lr=rates.tolist())
    data = slice_data(trials, [lr] * 4)
    assert len(data.numbers) * 4 == DRAWN_POINTS
    assert f"{DRAWN_POINTS // 4:,} of 10,000 points drawn" in slice_text(data)
    first = data.panels[0].stretches[0]
    inside = rates < 10 ** (-2 + 2 / 8)
    assert first.median == np.median(trials["value"][inside])


def test_a_running_trial_is_no_point(make_rows: Rows, lr: Parameter) -> None:
    data = slice_data(make_rows([None, 2.0], ["RUNNING", "COMPLETE"], lr=[0.1, 0.2]), [lr])
    assert data.numbers.tolist() == [1]
    assert data.unfinished == 0


def test_stretches_of_whole_numbers_name_the_numbers_in_them(make_rows: Rows) -> None:
    count = Parameter("n", "int", 1, 30)
    drawn = np.tile(np.arange(1, 31), 20)
    trials = make_rows(drawn.astype(float).tolist(), n=drawn)
    data = slice_data(trials, [count])
    names = [stretch.name for stretch in data.panels[0].stretches]
    assert names[0] == "from 1 to 4"
    assert names[-1] == "from 27 to 30"
    assert data.panels[0].stretches[0].median == 2.5
    assert "a median of 2.50 USD from 1 to 4 against" in slice_text(data)
