import numpy as np

from dctaxi.analysis.statistics.best_so_far import BestBand
from dctaxi.plots.compare.progress import progress_data, progress_figure, progress_text


def band(name: str, median: list[float], *, spread: float = 0.0, runs: int = 1) -> BestBand:
    middle = np.array(median)
    x = np.arange(1.0, len(median) + 1)
    return BestBand(name, x, middle, middle - spread, middle + spread, runs)


def test_repeats_have_a_band_and_a_single_run_has_none() -> None:
    data = progress_data(
        [band("a", [9.0, 5.0], spread=1.0, runs=3), band("b", [8.0, 7.0])], "trials"
    )
    figure = progress_figure(data, template="light")
    assert [trace.name for trace in figure.data] == [None, None, "a", "b"]
    low, high, median, _ = figure.data
    assert list(low.y) == [8.0, 4.0]
    assert list(high.y) == [10.0, 6.0]
    assert high.fill == "tonexty"
    assert list(median.y) == [9.0, 5.0]


def test_a_long_curve_is_drawn_where_it_changes() -> None:
    data = progress_data([band("a", [9.0] * 5000 + [5.0] * 5000)], "trials")
    assert data.bands[0].x.tolist() == [1, 5001, 10_000]


def test_the_axis_shows_the_way_to_the_end_however_long_the_end_lasts() -> None:
    way = [40.0, 30.0, 25.0, 9.0, 8.5, 8.0, 7.0]
    data = progress_data([band("a", [*way, *[6.0] * 5000])], "trials")
    assert data.limits.low < 6.0
    assert data.limits.high > 9.0
    assert data.limits.above == 0


def test_the_sentence_compares_at_the_last_common_place() -> None:
    text = progress_text(
        progress_data([band("short", [9.0, 6.0]), band("long", [9.0, 8.0, 1.0])], "trials")
    )
    assert "short 6.00 USD after 2 trials; long 1.00 USD after 3 trials" in text
    assert "After 2 trials short stood lowest" in text
    assert "bands" not in text
