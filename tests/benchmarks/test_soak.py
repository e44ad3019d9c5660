"""A server that holds more and more is told from one that loads once and stays flat."""

from benchmarks.sessions import Waited
from benchmarks.soak import Held, beyond, growth, verdict


def seen(*handles: float) -> list[Held]:
    return [Held(count, 10, 300, 4) for count in handles]


def test_what_is_loaded_once_is_no_growth():
    grown = growth(seen(20, 60, 60, 60, 60, 60))
    assert grown.handles == 0
    assert beyond(grown) == []
    assert "flat" in verdict(grown, Waited(lost=2))


def test_what_grows_with_every_tab_is_too_much():
    grown = growth(seen(20, 40, 60, 80, 100, 120))
    assert grown.handles == 40
    assert "too much: handles" in verdict(grown, Waited())


def test_one_look_says_nothing():
    assert growth(seen(20)) == Held(0, 0, 0, 0)
