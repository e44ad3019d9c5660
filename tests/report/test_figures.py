import gzip
import json
from base64 import b64decode

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from dctaxi.plots import LOOKS
from dctaxi.plots.parts.template import make_figure
from dctaxi.report.figures import figure_json, file_stem, picture_json, plotly_code


def made() -> go.Figure:
    return make_figure([go.Bar(x=[1, 2])], "light")


def test_a_figure_leaves_with_a_background_of_its_own() -> None:
    figure = made()
    exported = json.loads(figure_json(figure))
    light = LOOKS["light"]
    assert exported["layout"]["paper_bgcolor"].lower() == light.background.lower()
    assert exported["layout"]["template"]["layout"]["font"]["color"].lower() == light.text.lower()
    assert figure.layout.paper_bgcolor is None


def test_numbers_stay_what_they_are() -> None:
    assert json.loads(figure_json(made()))["data"][0]["x"] == [1, 2]


def test_what_a_figure_says_cannot_end_its_script() -> None:
    figure = make_figure([go.Bar(x=[1], name="</script><b>")], "light")
    text = figure_json(figure)
    assert "<" not in text
    assert json.loads(text)["data"][0]["name"] == "</script><b>"


def test_the_code_is_plotlys_own() -> None:
    assert gzip.decompress(b64decode(plotly_code())).decode() == get_plotlyjs()


def test_a_picture_has_its_title_above_it_and_room_for_it() -> None:
    figure = make_figure([go.Bar(x=[1])], "light", height=300, margin={"t": 50})
    layout = json.loads(picture_json(figure, "A <b> & c"))["layout"]
    assert layout["title"]["text"] == "A &lt;b&gt; &amp; c"
    assert layout["margin"]["t"] - 50 == layout["height"] - 300 > 20
    assert layout["paper_bgcolor"].lower() == "#ffffff"
    assert figure.layout.title.text is None
    plain = json.loads(picture_json(made(), "t"))["layout"]
    assert (plain["width"], plain["height"]) == (900, 484)


def test_files_are_named_after_the_plot() -> None:
    assert file_stem("Train/validation honesty") == "train-validation-honesty"
    assert file_stem("?") == "figure"
