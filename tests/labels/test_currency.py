import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.labels import amount_text, in_currency


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3.20 USD off, 1.00 USD less", "3.20 EUR off, 1.00 EUR less"),
        ("objective (USD)", "objective (EUR)"),
        ("best so far, USD", "best so far, EUR"),
        ("trial 3: %{y:,.2f} USD<br>", "trial 3: %{y:,.2f} EUR<br>"),
        ("an error in USD", "an error in EUR"),
        ("USD", "EUR"),
        ("fare_USD and USDT", "fare_USD and USDT"),
        ("the study 'USD against GBP': 2 USD", "the study 'USD against GBP': 2 EUR"),
        ("my USD trips", "my USD trips"),
    ],
)
def test_only_the_word_itself_is_another_currency(text, said):
    assert in_currency(text, "EUR") == said
    assert in_currency(text, "USD") == text


NAMES = ("rides in USD", "Trips, USD", "100 USD of luck", "a.b (USD)")


@pytest.mark.parametrize("name", NAMES)
def test_what_people_call_things_stays_and_amounts_beside_it_change(name):
    text = f"{name} ends 2 USD below {name}, in USD; (USD)"
    said = in_currency(text, "EUR", NAMES)
    assert said == f"{name} ends 2 EUR below {name}, in EUR; (EUR)"
    shortened = name[: name.index("USD") + 3]
    assert in_currency(f"{shortened}… 3 USD", "EUR", NAMES) == f"{shortened}… 3 EUR"


@pytest.mark.parametrize("name", ["USD", "in USD"])
def test_a_name_that_is_nothing_but_a_unit_does_not_keep_the_unit_of_amounts(name):
    assert in_currency("an error in USD: 3 USD", "EUR", [name]) == "an error in EUR: 3 EUR"


@pytest.mark.parametrize("name", ["USD", "in USD"])
@pytest.mark.parametrize("marks", ["''", '""', "``", "****", "\u2018\u2019", "\u201c\u201d"])
def test_a_name_that_is_nothing_but_a_unit_stays_between_marks(name, marks):
    begin, end = marks[: len(marks) // 2], marks[len(marks) // 2 :]
    said = in_currency(f"{begin}{name}{end} ends at **3 USD**, in USD", "EUR", [name])
    assert said == f"{begin}{name}{end} ends at **3 EUR**, in EUR"


@given(st.lists(st.sampled_from(["3 USD", "USD", "(USD)", "x", "in USD"]), max_size=5))
def test_names_that_are_not_quoted_change_nothing(words):
    text = " ".join(words)
    assert in_currency(text, "EUR", ["nobody's USD"]) == in_currency(text, "EUR")


def test_a_currency_is_no_pattern():
    assert in_currency("1 USD", r"\1$") == r"1 \1$"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.567, "1,234.57"),
        (-0.5, "-0.50"),
        (0.0, "0.00"),
        (0.004321, "0.00432"),
        (-2e-7, "-2e-07"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_an_amount_has_cents_unless_these_would_not_show_it(value, text):
    assert amount_text(value) == text


def test_more_decimals_may_be_asked_for():
    assert amount_text(1234.5, 4) == "1,234.5000"
    assert amount_text(0.00004, 4) == "4e-05"
