"""A study of six trials, and a model of it, whose networks no test trains that need not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dctaxi.data import SampleSource, TaxiData
from dctaxi.model import FareModel, fit, fit_plan
from dctaxi.records import TrialSpec
from dctaxi.study import create_study, run_study
from dctaxi.training import Engine, TrainedNetwork, shapes_of
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.studies import short_plan

SOURCE = SampleSource(rows=240)


class UntrainedEngine(FakeEngine):
    """Its networks have random weights, so that they answer every trip differently."""

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        rng = np.random.default_rng(spec.seed)
        shapes = shapes_of(spec, data.num_features)
        return TrainedNetwork(
            spec, {name: rng.normal(size=shape) ** 2 for name, shape in shapes.items()}
        )


def fit_mine(
    workspace: Workspace, engine: Engine, choice: dict[str, Any], **plan: Any
) -> FareModel:
    """Make a study of six trials, and fit a choice of it."""
    create_study(
        short_plan("mine", **{"feature_set": "distance", "source": SOURCE} | plan), workspace
    )
    run_study("mine", workspace, engine=FakeEngine())
    model = fit(fit_plan("mine", workspace, **choice), workspace, engine=engine)
    assert model is not None
    return model


@pytest.fixture
def fitted(workspace: Workspace) -> Callable[..., FareModel]:
    return lambda **choice: fit_mine(workspace, UntrainedEngine(), choice)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> FareModel:
    """An ensemble of two."""
    folder = tmp_path_factory.mktemp("model")
    workspace = Workspace(folder, f"sqlite:///{folder}/studies.db")
    return fit_mine(workspace, UntrainedEngine(), {"ensemble": 2})
