import numpy as np
import pytest

from dctaxi.plots.learn.rates import rates_data, rates_figure, rates_text


def two():
    """Ten rates in log steps and ten in linear steps; the best lie at 0.1."""
    log, linear = np.logspace(-3, 2, 100), np.linspace(0.001, 100, 100)
    score = lambda rates: 4 + 3 * (np.log10(rates) + 1) ** 2  # noqa: E731
    return rates_data(
        [("in log scale", log, score(log)), ("in linear scale", linear, score(linear))]
    )


def test_the_good_rates_are_those_of_the_best_tenth():
    data = two()
    rates = np.concatenate([one.rates for one in data.draws])
    values = np.concatenate([one.values for one in data.draws])
    best = rates[np.argsort(values)[:20]]
    assert data.good == pytest.approx(np.quantile(best, [0.1, 0.9]).tolist())
    low, high = data.good
    assert low < 0.1 < high
    assert [one.within(low, high) for one in data.draws] == [
        int(((one.rates >= low) & (one.rates <= high)).sum()) for one in data.draws
    ]


def test_the_sentence_counts_the_draws_that_fell_there():
    data = two()
    text = rates_text(data)
    log, linear = (one.within(*data.good) for one in data.draws)
    assert log > linear
    assert (
        f"There lie {log} of 100 drawn in log scale, {linear} of 100 drawn in linear scale" in text
    )
    assert text.startswith("The best 10% of all 200 networks have rates of about 0.0")


def test_every_training_is_a_point_and_the_band_stands_on_the_good_rates():
    data = two()
    figure = rates_figure(data, template="light")
    assert sum(len(trace.x) for trace in figure.data) == 200
    assert [trace.name for trace in figure.data if trace.showlegend] == [
        "in log scale", "in linear scale",
    ]  # fmt: skip
    (band,) = figure.layout.shapes
    assert (band.x0, band.x1) == data.good
    assert figure.layout.xaxis.type == "log"


def test_what_is_far_up_or_has_no_result_lies_at_the_edge():
    values = np.array([4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1e89, np.nan])
    data = rates_data(
        [("a", np.arange(1.0, 9.0), np.tile(values, 1)), ("b", [1.0] * 50, [5.0] * 50)]
    )
    assert data.limits.high <= 400
    edge = rates_figure(data, template="dark").data[1]
    assert edge.marker.symbol == "triangle-up"
    assert edge.y.tolist() == [data.limits.high] * 2
    assert edge.customdata[1] == "no result"
    assert "Triangles at the upper edge: 2 with more than" in rates_text(data)


def test_too_few_results_are_said():
    data = rates_data([("a", [1.0, 2.0], [3.0, np.nan])])
    assert data.good is None
    assert rates_text(data).startswith("Too few of the 2 trainings have a result")
    assert not rates_figure(data, template="light").layout.shapes
