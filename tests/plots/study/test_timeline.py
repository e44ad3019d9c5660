import json

import numpy as np

from dctaxi.analysis.reading import TrialRounds
from dctaxi.plots.study.timeline import DRAWN_BARS, timeline_data, timeline_figure, timeline_text


def rounds(
    count: int, *, size: int = 2, pauses: tuple[tuple[float, float], ...] = ()
) -> TrialRounds:
    places = np.arange(count)
    return TrialRounds(
        places * 1.0,
        places + 1.0,
        places * size,
        places * size + size - 1,
        np.full(count, size),
        np.zeros(count, dtype=np.int64),
        places * size,
        count - places.astype(float),
        pauses,
        0,
    )


def test_a_block_reaches_over_its_trials_and_its_time() -> None:
    figure = timeline_figure(timeline_data(rounds(3)), template="light")
    (bars,) = figure.data
    assert list(bars.base) == [0, 1, 2]
    assert list(bars.x) == [1, 1, 1]
    assert list(bars.y) == [0.5, 2.5, 4.5]
    assert list(bars.width) == [2, 2, 2]
    assert list(bars.customdata) == [0, 2, 4]
    assert "round 1: trials 0 to 1" in bars.hovertext[0]


def test_rounds_and_pauses_are_told() -> None:
    text = timeline_text(timeline_data(rounds(3, pauses=((1.0, 7200.0),))))
    assert "6 trials in 3 rounds over 3 s" in text
    assert "the largest round trained 2 together and the median round took 1 s" in text
    assert "1 pause left out, 2 h in all" in text
    assert "each trained alone" in timeline_text(timeline_data(rounds(4, size=1)))


def test_thousands_of_rounds_are_drawn_some_to_a_block() -> None:
    data = timeline_data(rounds(10_000, size=1))
    assert len(data.first) <= DRAWN_BARS
    assert data.rounds == data.trials == 10_000
    assert data.first[0] == 0
    assert data.last[-1] == 9_999
    assert data.best[-1] == 9_999
    assert f"Each block is {data.per_bar} rounds" in timeline_text(data)


def test_a_block_of_failures_has_their_colour_and_says_how_many() -> None:
    lost = rounds(2)._replace(
        finished=np.array([2, 0]), unfinished=np.array([0, 2]), values=np.array([0.0, np.nan])
    )
    (bars,) = timeline_figure(timeline_data(lost), template="light").data
    assert bars.marker.color[0] != bars.marker.color[1]
    assert "without a result: 2" in bars.hovertext[1]
    assert "best: trial 0, 0.00 USD" in bars.hovertext[0]


def test_one_round_and_none_can_be_drawn() -> None:
    for count in (0, 1):
        data = timeline_data(rounds(count)._replace(untimed=1))
        for template in ("light", "dark"):
            json.loads(timeline_figure(data, template=template).to_json())
        assert "1 trial without times left out" in timeline_text(data)
