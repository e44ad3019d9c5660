"""Each page has a line, with what a full collection after a gesture adds."""

from benchmarks.gestures import TYPICAL, Gesture, text_of
from pages.components.shared.sitemap import OPEN


def test_every_page_has_a_typical_gesture() -> None:
    assert set(TYPICAL) == {entry.id for entry in OPEN}


def test_pages_and_their_mean_are_held_against_collecting() -> None:
    without = {"trials": Gesture(0.1, 0.2), "jobs": Gesture(0.02, 0.05)}
    collecting = {"trials": Gesture(0.2, 0.4), "jobs": Gesture(0.1, 0.2)}

    lines = text_of(without, collecting).splitlines()

    assert lines[2].split() == [
        "trials",
        "a",
        "filter",
        "100",
        "(",
        "200)",
        "200",
        "(",
        "400)",
        "2.0",
    ]
    assert lines[3].split()[-1] == "5.0"
    assert lines[4].split()[0] == "mean"
    assert lines[4].split()[-1] == "2.5"
