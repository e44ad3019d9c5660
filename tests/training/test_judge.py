"""The rows on which every training is judged alike, against plain PyTorch and NumPy."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import TaxiData
from dctaxi.records import RunStatus, TrialSpec, chapter_validation_step
from dctaxi.training.batches import batch_rows
from dctaxi.training.engine import Engine
from dctaxi.training.engines import available_engines, make_engine
from dctaxi.training.fused.engine import FusedEngine
from dctaxi.training.judge import MAX_JUDGED_ROWS, ConstantAnswer, judged_rows
from dctaxi.training.network import make_network

pytestmark = pytest.mark.usefixtures("compiled")

MakeSpec = Callable[..., TrialSpec]

SPECS = (
    {},
    {"batch_norm_linear_layers": False, "optimizer": "SGD", "batch_size": 1},
    {"num_hidden_neurons": (9, 11, 7), "batch_size": 100, "max_batches": 21},
    {"batch_size": 2, "max_batches": 40},
    {"num_hidden_neurons": (1,), "batch_norm_linear_layers": False, "batch_size": 33},
)


@pytest.fixture(params=["lightning", "fused"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if (reason := available_engines()[request.param]) is not None:
        pytest.skip(reason)
    return make_engine(request.param, device="cpu")


def numpy_rmse(rows: np.ndarray, answer: float) -> float:
    return math.sqrt(np.mean((rows[:, 0] - answer) ** 2))


@pytest.mark.usefixtures("workspace")
def test_both_engines_judge_the_same(data: TaxiData, make_spec: MakeSpec) -> None:
    specs = [make_spec(**changes) for changes in SPECS]
    outcomes = [make_engine(name, device="cpu").run(specs, data) for name in ("lightning", "fused")]
    for slow, fast in zip(*outcomes, strict=True):
        assert fast.val_rmse_all == pytest.approx(slow.val_rmse_all, rel=1e-9)
        assert fast.constant == slow.constant


@pytest.mark.usefixtures("workspace")
def test_the_judgement_is_what_the_trained_network_answers_on_all_rows(
    data: TaxiData, make_spec: MakeSpec
) -> None:
    specs = [make_spec(**changes) for changes in SPECS]
    rows = torch.tensor(data.val)
    for spec, (outcome, weights) in zip(
        specs, FusedEngine().run_for_weights(specs, data), strict=True
    ):
        assert weights is not None
        network = make_network(spec, data.num_features).eval()
        state = weights.state_dict()
        network.load_state_dict({name: torch.from_numpy(state[name].copy()) for name in state})
        with torch.no_grad():
            errors = network(rows[:, 1:]).squeeze(1) - rows[:, 0]
        rmse = errors.square().mean().sqrt().item()
        assert outcome.val_rmse_all == pytest.approx(rmse, rel=1e-9)


@pytest.mark.usefixtures("workspace")
def test_a_training_that_diverges_has_no_judgement_but_a_constant_answer(
    engine: Engine, data: TaxiData, make_spec: MakeSpec
) -> None:
    spec = make_spec(lr=1e300, batch_norm_linear_layers=False, optimizer="SGD")
    (outcome,) = engine.run([spec], data)
    assert outcome.status is RunStatus.DIVERGED
    assert outcome.val_rmse_all is None
    assert outcome.constant == ConstantAnswer(data).scores(spec)


@given(batch_size=st.integers(1, 300), max_batches=st.integers(1, 90), lr=st.floats(0.001, 0.1))
def test_the_constant_answer_is_scored_on_exactly_the_rows_of_a_training(
    data: TaxiData, make_spec: MakeSpec, batch_size: int, max_batches: int, lr: float
) -> None:
    spec = make_spec(batch_size=batch_size, max_batches=max_batches, lr=lr)
    scores = ConstantAnswer(data).scores(spec)

    def batch(rows: np.ndarray, step: int) -> np.ndarray:
        return rows[batch_rows(step - 1, batch_size, len(rows))]

    val = numpy_rmse(batch(data.val, 1), data.label_mean)
    last = numpy_rmse(batch(data.train, max_batches), data.label_mean)
    chapters = numpy_rmse(batch(data.train, chapter_validation_step(max_batches)), data.label_mean)
    assert scores.value("val_rmse") == pytest.approx(val, rel=1e-9)
    assert scores.value("train_val_rmse") == pytest.approx(last + val, rel=1e-9)
    assert scores.value("chapter_objective") == pytest.approx(chapters + val, rel=1e-9)
    assert scores.rmse_all == pytest.approx(numpy_rmse(data.val, data.label_mean), rel=1e-12)


@given(rows=st.integers(1, 3 * MAX_JUDGED_ROWS))
def test_many_validation_rows_are_judged_by_evenly_spaced_ones(rows: int) -> None:
    numbers = judged_rows(np.arange(float(rows))[:, np.newaxis])[:, 0]
    assert len(numbers) == min(rows, MAX_JUDGED_ROWS)
    assert numbers[0] == 0
    assert np.ptp(np.diff(numbers)) <= 1 if len(numbers) > 2 else True


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("changes", SPECS)
def test_a_network_answers_the_same_rows_as_the_engine_judged_it_on(
    engine: Engine, data: TaxiData, make_spec: MakeSpec, changes: dict[str, object]
) -> None:
    spec = make_spec(**changes)
    (outcome,) = engine.run([spec], data)
    network = engine.network(spec, data)
    assert network is not None
    errors = network.answers(data.val[:, 1:]) - data.val[:, 0]
    assert outcome.val_rmse_all == pytest.approx(math.sqrt(np.mean(errors**2)), rel=1e-9)


@pytest.mark.usefixtures("workspace")
def test_a_training_that_diverges_leaves_no_network(
    engine: Engine, data: TaxiData, make_spec: MakeSpec
) -> None:
    spec = make_spec(lr=1e300, batch_norm_linear_layers=False, optimizer="SGD")
    assert engine.network(spec, data) is None
    assert engine.network(make_spec(batch_size=1), data) is None
