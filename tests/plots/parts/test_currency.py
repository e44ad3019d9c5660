import numpy as np
import plotly.graph_objects as go

from dctaxi.plots import figure_in_currency
from dctaxi.plots.parts.plain import plain


def figure():
    return go.Figure(
        go.Scatter(
            x=[1, 2], y=np.array([3.0, 4.0]), text=["3.00 USD", "4.00 USD"], name="USD study",
            hovertemplate="%{y:,.2f} USD<extra></extra>",
        ),
        {"yaxis": {"title": {"text": "objective (USD)"}}},
    )  # fmt: skip


def test_every_amount_of_a_figure_is_in_the_currency_and_names_and_numbers_stay():
    found = figure_in_currency(figure(), "<b>€")
    assert found.to_json().count("USD") == 1
    assert found.data[0].name == "USD study"
    assert list(found.data[0].text) == ["3.00 &lt;b&gt;€", "4.00 &lt;b&gt;€"]
    assert found.layout.yaxis.title.text == "objective (&lt;b&gt;€)"
    assert found.data[0].hovertemplate.endswith("€<extra></extra>")
    np.testing.assert_array_equal(found.data[0].y, [3.0, 4.0])


def test_names_stay_as_a_figure_has_them():
    drawn = go.Figure(go.Scatter(x=["a < b, USD"], y=[1], name=plain("a < b, USD"), text="1 USD"))
    found = figure_in_currency(drawn, "EUR", ["a < b, USD"])
    assert found.data[0].name == "a &lt; b, USD"
    assert found.data[0].text == "1 EUR"


def test_dollars_stay_the_figure_itself():
    drawn = figure()
    assert figure_in_currency(drawn, "USD") is drawn
