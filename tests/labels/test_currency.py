import pytest

from dctaxi.labels import in_currency


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


def test_a_currency_is_no_pattern():
    assert in_currency("1 USD", r"\1$") == r"1 \1$"
