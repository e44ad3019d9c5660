import numpy as np
import pytest
import torch

from dctaxi.data import SampleSource, TaxiData, load
from dctaxi.records import BATCH_NORM_EPS
from dctaxi.space import Fixed
from dctaxi.teaching.batch_norm import (
    BATCH_NORM_MOMENTUM,
    SPEC,
    on_and_off,
    settling,
    settling_text,
    steps_to_settle,
    watched,
)
from dctaxi.training.batches import batch_rows
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.workspace import Workspace

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.fixture
def raw(tmp_path) -> TaxiData:
    return load(SampleSource(150), "raw", Workspace(tmp_path, ""))


def test_follows_torchs_own_running_statistics(raw):
    layer = torch.nn.BatchNorm1d(raw.num_features, dtype=torch.float64)
    assert (layer.momentum, layer.eps) == (BATCH_NORM_MOMENTUM, BATCH_NORM_EPS)
    found = settling(raw, 40, 30)
    for step in range(30):
        rows = raw.train[batch_rows(step, 40, len(raw.train)), 1:]
        layer.train()(torch.from_numpy(rows))
        assert found.running_mean[step] == pytest.approx(layer.running_mean.numpy(), rel=1e-12)
        assert found.running_var[step] == pytest.approx(layer.running_var.numpy(), rel=1e-12)
    average = torch.from_numpy(raw.train[:, 1:].mean(axis=0, keepdims=True))
    seen = layer.eval()(average).detach().numpy()[0]
    assert found.offsets[-1] == pytest.approx(seen, rel=1e-9)


def test_agrees_with_the_statistics_of_a_network_that_was_trained(raw):
    ((_, weights),) = FusedEngine().run_for_weights([SPEC], raw)
    trained = weights.state_dict()
    found = settling(raw, SPEC.batch_size, SPEC.max_batches)
    assert found.running_mean[-1] == pytest.approx(trained["0.running_mean"], rel=1e-9)
    assert found.running_var[-1] == pytest.approx(trained["0.running_var"], rel=1e-9)


def test_forty_steps_leave_raw_coordinates_far_from_zero_and_eighty_five_would_do(raw):
    found = settling(raw, 40, 40)
    coordinates_and_year = np.abs(found.offsets[-1][:5])
    assert (coordinates_and_year > 3).all()
    assert "1.5 % of the start is left: 5 of 8 features are not settled" in settling_text(found)
    assert settling_text(found).endswith("about 85 steps would settle all.")
    longer = settling(raw, 40, 120)
    assert np.abs(longer.offsets[-1]).max() < 0.5
    assert "next to nothing of the start is left" in settling_text(longer)
    assert "have settled" in settling_text(longer)


def test_scaled_features_begin_settled(tmp_path):
    data = load(SampleSource(150), "scaled", Workspace(tmp_path, ""))
    assert np.abs(settling(data, 40, 40).offsets).max() < 0.5


@pytest.mark.parametrize(("mean", "deviation"), [(-77.0, 0.03), (2017.0, 1.3), (6.5, 3.4)])
def test_the_steps_to_settle_are_the_fewest_that_do(mean, deviation):
    steps = steps_to_settle(mean, deviation)
    left = [abs(mean) * 0.9**k / deviation for k in (steps - 1, steps)]
    assert left[1] <= 0.5 < left[0]
    assert steps_to_settle(0.1, 1.0) == 0


def test_the_populations_differ_in_batch_normalisation_only():
    on, off = on_and_off(40, 32, feature_set="scaled")
    assert on.space.replace("batch_norm_linear_layers", Fixed(0)) == off.space
    assert {s.batch_norm_linear_layers for s in on.specs()} == {True}
    assert {s.max_batches for s in (*on.specs(), *off.specs())} == {40}
    assert on.seed != off.seed


def test_the_watched_training_has_batch_normalisation_and_so_many_steps():
    plan = watched(60, feature_set="raw")
    assert plan.steps == tuple(range(1, 61))
    assert all(spec.batch_norm_linear_layers for spec in plan.specs())
