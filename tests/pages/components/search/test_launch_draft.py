import dataclasses

from hypothesis import example, given
from hypothesis import strategies as st

from dctaxi.names import check_name
from dctaxi.study import Draft
from pages.components.search.launch_draft import free_name, typed

NAMES = st.text("ab-1 ", min_size=1, max_size=8)


@given(NAMES, st.sets(NAMES, max_size=20))
def test_a_suggested_name_is_free(wanted: str, taken: set[str]) -> None:
    assert free_name(wanted, taken) not in taken


@given(st.from_regex(r"[ab01][ab01 -]{0,58}[ab01]", fullmatch=True), st.integers(1, 5))
@example("2024", 1)
@example("9" * 60, 3)
@example("9" * 9, 3)
@example("x" * 60, 3)
def test_names_suggested_after_a_launch_are_names_of_studies(wanted: str, launches: int) -> None:
    taken: set[str] = set()
    for _ in range(launches):
        taken.add(check_name(free_name(wanted, taken)))
    assert len(taken) == launches


def test_a_free_name_stays_as_it_is() -> None:
    assert free_name("My study", {"other"}) == "My study"


def test_a_taken_name_counts_up() -> None:
    assert free_name("taxi-1", {"taxi-1", "taxi-2"}) == "taxi-3"
    assert free_name("taxi", {"taxi"}) == "taxi-2"
    assert free_name("2024", {"2024"}) == "2025"


def test_every_field_of_the_form_is_kept_in_the_draft() -> None:
    beside_the_form = {"space", "source", "feature_set", "rows"}
    assert set(typed()) == {field.name for field in dataclasses.fields(Draft)} - beside_the_form
