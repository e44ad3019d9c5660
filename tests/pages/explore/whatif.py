"""The gestures that tests make on the page *What if*, and what it shows."""

from streamlit.testing.v1 import AppTest

from dctaxi.workspace import Workspace
from tests.pages.populations import kept, verdict_of
from tests.pages.visiting import check
from tests.studies import SPACE

PAGE = "pages/explore/whatif.py"
LOW_RATES = "n=64;seed=0;lr=0.02:0.04"


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def cards(app: AppTest) -> list[str]:
    return _all(app, "card")


def at_hand(app: AppTest) -> str:
    (text,) = _all(app, "whatif")
    return text


def _all(app: AppTest, parameter: str) -> list[str]:
    """Return every value of a URL parameter; AppTest gives one alone as a string."""
    value = app.query_params.get(parameter, [])
    return [value] if isinstance(value, str) else list(value)


def move(app: AppTest, name: str, first: int, last: int) -> AppTest:
    """Move both ends of a parameter's slider to stops of these places."""
    (slider,) = [s for s in app.select_slider if s.key.startswith(f"whatif_slider_{name}")]
    return check(slider.set_range(slider.options[first], slider.options[last]).run())


def write(app: AppTest, name: str, text: str) -> AppTest:
    return check(app.text_input(key=f"whatif_text_{name}").set_value(text).run())


def answer(workspace: Workspace) -> str:
    """Return what is said of the one what-if that was trained beside the whole space."""
    whole, here = sorted(kept(workspace), key=lambda one: one.plan.space != SPACE)
    return verdict_of(here, whole, "these ranges", "the whole space")


def train(app: AppTest) -> AppTest:
    return check(app.button(key="whatif_train").click().run())
