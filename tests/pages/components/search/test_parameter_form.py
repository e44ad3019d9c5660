import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import SpaceError
from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange
from pages.components.search.parameter_form import choices_of, dimension_of, form_of, text_of

RATES = st.floats(1e-9, 1e3)


@st.composite
def learning_rates(draw: st.DrawFn) -> FloatRange | Choices | Fixed:
    low = draw(RATES)
    return draw(
        st.one_of(
            st.builds(
                FloatRange, st.just(low), st.floats(low * 1.01, low * 1e6), log=st.booleans()
            ),
            st.builds(Choices, st.lists(RATES, min_size=1, max_size=8, unique=True).map(tuple)),
            st.builds(Fixed, RATES),
        )
    )


@given(learning_rates())
def test_a_form_stands_for_the_dimension_that_it_shows(dimension) -> None:
    assert dimension_of("lr", form_of("lr", dimension)) == dimension


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_survives_its_forms(preset: str) -> None:
    for name, dimension in PRESETS[preset].space.parameters.items():
        assert dimension_of(name, form_of(name, dimension)) == dimension


def test_a_form_keeps_what_its_dimension_does_not_use() -> None:
    form = form_of("batch_size", IntRange(16, 64))
    fixed = form | {"searched": False}
    assert dimension_of("batch_size", fixed) == Fixed(form["fixed"])
    assert dimension_of("batch_size", fixed | {"searched": True}) == IntRange(16, 64)


def test_a_range_in_log_scale_ignores_the_step_that_it_keeps() -> None:
    form = form_of("batch_size", IntRange(16, 64, step=8)) | {"log": True}
    assert dimension_of("batch_size", form) == IntRange(16, 64, log=True)
    assert form["step"] == 8


@pytest.mark.parametrize("field", ["low", "high"])
def test_an_empty_field_is_said_by_its_name(field: str) -> None:
    form = form_of("lr", FloatRange(0.01, 0.1)) | {field: None}
    with pytest.raises(SpaceError, match=f"^{field}: expected a number, got nothing"):
        dimension_of("lr", form)


def test_no_optimizer_is_no_dimension() -> None:
    form = form_of("optimizer", Choices(("Adam", "SGD"))) | {"choices": []}
    with pytest.raises(SpaceError, match=r"^values: expected at least one choice"):
        dimension_of("optimizer", form)


@given(st.lists(st.one_of(st.integers(), st.floats(allow_nan=False)), max_size=10))
def test_typed_numbers_come_back(values) -> None:
    assert choices_of(text_of(tuple(values))) == tuple(values)


@given(st.text())
def test_any_text_is_a_list_of_values(text: str) -> None:
    assert all(isinstance(value, int | float | str) for value in choices_of(text))


def test_semicolons_and_spaces_are_fine() -> None:
    assert choices_of(" 7;11 , 0.5,Adam,, ") == (7, 11, 0.5, "Adam")
