import itertools

import pytest

from dctaxi.plots.parts.template import LOOKS, TemplateName, empty_figure, make_figure


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_and_lines_stand_out(name: TemplateName) -> None:
    look = LOOKS[name]
    for colour in (look.text, look.muted_text, look.noise):
        assert contrast(colour, look.background) >= 4.5
    for colour in (look.main, look.second, look.third, look.failed, look.scale[0]):
        assert contrast(colour, look.background) >= 3.0


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_scale_needs_no_colour_vision(name: TemplateName) -> None:
    look = LOOKS[name]
    against_page = [contrast(colour, look.background) for colour in look.scale]
    assert against_page == sorted(against_page, reverse=True)
    assert all(low / high > 1.15 for low, high in itertools.pairwise(against_page))


def test_the_page_shows_through_a_figure() -> None:
    figure = empty_figure("Nothing yet.", "dark")
    assert figure.layout.template.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.paper_bgcolor is None


def test_plotlys_own_default_template_plays_no_part() -> None:
    import plotly.io

    before = make_figure((), "light").to_json()
    default = plotly.io.templates.default
    try:
        plotly.io.templates.default = "plotly_dark"
        assert make_figure((), "light").to_json() == before
    finally:
        plotly.io.templates.default = default
