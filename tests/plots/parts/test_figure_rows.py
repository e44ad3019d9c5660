import plotly.graph_objects as go

from dctaxi.plots.parts.figure_rows import figure_rows
from dctaxi.plots.parts.template import empty_figure, make_figure


def test_every_point_is_a_row_under_the_titles_of_its_axes() -> None:
    figure = make_figure(
        [
            go.Scatter(x=[0, 1], y=[0.0, 2.0], name="a"),
            go.Bar(x=[3], y=[4.0]),
            go.Scatter(x=[0, 1], y=[9.0, 9.0], name="band", hoverinfo="skip"),
        ],
        "light",
        xaxis={"title": {"text": "trials"}},
        yaxis={"title": {"text": "USD"}},
    )
    rows = figure_rows(figure)
    assert list(rows) == ["of", "trials", "USD"]
    assert rows.to_numpy().tolist() == [["a", 0, 0.0], ["a", 1, 2.0], ["", 3, 4.0]]


def test_panels_of_different_titles_share_plain_headings() -> None:
    figure = make_figure(
        [go.Scatter(x=["Adam"], y=[1.0]), go.Scatter(x=[2], y=[3.0], xaxis="x2", yaxis="y2")],
        "light",
        xaxis={"title": {"text": "optimizer"}},
        xaxis2={"title": {"text": "lr"}},
    )
    assert list(figure_rows(figure)) == ["of", "across", "up"]


def test_a_figure_without_points_has_no_rows() -> None:
    assert figure_rows(empty_figure("Nothing.", "light")).empty
    assert figure_rows(make_figure([go.Heatmap(z=[[1.0]])], "light")).empty
