import pytest

from dctaxi.labels import in_currency


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3.20 USD off, 1.00 USD less", "3.20 EUR off, 1.00 EUR less"),
        ("objective (USD)", "objective (EUR)"),
        ("fare_USD and USDT", "fare_USD and USDT"),
    ],
)
def test_only_the_word_itself_is_another_currency(text, said):
    assert in_currency(text, "EUR") == said
    assert in_currency(text, "USD") == text


def test_a_currency_is_no_pattern():
    assert in_currency("1 USD", r"\1$") == r"1 \1$"
