"""Fits models on the page, and keeps them."""

from streamlit.testing.v1 import AppTest

from dctaxi.model import fit, fit_plan, keep_model
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check
from tests.waiting import until_idle

PAGE = "pages/explore/model.py"


def press(app: AppTest) -> AppTest:
    return check(app.button(key="model_fit").click().run())


def press_and_wait(app: AppTest) -> AppTest:
    """Have the model fitted, and look at the page when that has ended."""
    press(app)
    until_idle(Workspace.current())
    return check(app.run())


def keep(workspace: Workspace, study: str, **choice: object):
    """Fit and keep a model of a study."""
    model = fit(fit_plan(study, workspace, **choice), workspace, engine=FakeEngine())
    keep_model(model, workspace)
    return model
