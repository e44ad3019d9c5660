from datetime import datetime

import pytest

from dctaxi.analysis.reading import Headline, StudySummary
from pages.components.studies.listing import Wanted, arranged


def study(name: str, value: float | None, *tags: str, state: str | None = "finished",
          done: int = 1) -> StudySummary:  # fmt: skip
    best = None if value is None else Headline(0, value, None, None)
    attributes = {"dctaxi:tags": list(tags), "dctaxi:note": f"About {name}."}
    when = datetime(2026, 1, 1)
    return StudySummary(name, state, done, 0, 0, done, best, "", when, when, None, attributes)


STUDIES = [
    study("b", 2.0, "lecture", done=5),
    study("C", None, state=None, done=0),
    study("a", 1.0, "lecture", "long", done=9),
]


def names(**wanted: object) -> list[str]:
    return [one.name for one in arranged(STUDIES, Wanted(**wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("Changed last", ["b", "C", "a"]),
        ("Best value", ["a", "b", "C"]),
        ("Name", ["a", "b", "C"]),
        ("Most trials", ["a", "b", "C"]),
    ],
)
def test_every_order(order: str, expected: list[str]) -> None:
    assert names(order=order) == expected


def test_names_tags_and_notes_are_searched_in_any_case() -> None:
    assert names(text="LECT") == ["b", "a"]
    assert names(text="about c") == ["C"]
    assert names(text=" ") == ["b", "C", "a"]


def test_all_tags_and_any_state_are_wanted() -> None:
    assert names(tags=("lecture", "long")) == ["a"]
    assert names(states=("other tool", "finished")) == ["b", "C", "a"]
    assert names(states=("other tool",)) == ["C"]
