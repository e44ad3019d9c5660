from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import torch
from torch import nn
from torch.nn import functional

from dctaxi.data import TaxiData
from dctaxi.errors import EngineError
from dctaxi.records import RunStatus, TrialOutcome, TrialSpec
from dctaxi.training import lightning_engine
from dctaxi.training.lightning_engine import LightningEngine

MakeSpec = Callable[..., TrialSpec]


def plain_training(spec: TrialSpec, data: TaxiData) -> list[tuple[int, float, float]]:
    """The chapter's training as a plain PyTorch loop, sharing nothing with the engine."""
    train, val = (torch.tensor(rows) for rows in (data.train, data.val))
    with torch.random.fork_rng():
        torch.manual_seed(spec.seed)
        layers: list[nn.Module] = []
        inputs = data.num_features
        for neurons in (*spec.num_hidden_neurons, 1):
            layers += [nn.Linear(inputs, neurons, dtype=torch.float64), nn.ReLU()]
            inputs = neurons
    layers.pop()
    if spec.batch_norm_linear_layers:
        for layer in [layer for layer in layers if isinstance(layer, nn.Linear)]:
            norm = nn.BatchNorm1d(layer.in_features, dtype=torch.float64)
            layers.insert(layers.index(layer), norm)
    network = nn.Sequential(*layers)
    optimizer = (
        torch.optim.SGD(network.parameters(), lr=spec.lr)
        if spec.optimizer == "SGD"
        else torch.optim.AdamW(network.parameters(), lr=spec.lr)
    )
    val_batch = val[[i % len(val) for i in range(spec.batch_size)]]
    curve = []
    for step in range(1, spec.max_batches + 1):
        start = (step - 1) * spec.batch_size
        batch = train[[(start + i) % len(train) for i in range(spec.batch_size)]]
        network.train()
        optimizer.zero_grad()
        loss = functional.mse_loss(network(batch[:, 1:])[:, 0], batch[:, 0])
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 0.5)
        optimizer.step()
        if step % min(20, spec.max_batches) == 0 or step == spec.max_batches:
            network.eval()
            with torch.no_grad():
                mse = functional.mse_loss(network(val_batch[:, 1:])[:, 0], val_batch[:, 0])
            curve.append((step, loss.item() ** 0.5, mse.item() ** 0.5))
    return curve


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Let the plain loop compute on one thread, as the engine does with batches this small."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("optimizer", ["Adam", "SGD"])
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize(("batch_size", "max_batches"), [(12, 43), (50, 21)])
def test_agrees_with_a_plain_loop(
    data: TaxiData,
    make_spec: MakeSpec,
    optimizer: str,
    batch_norm: bool,
    batch_size: int,
    max_batches: int,
) -> None:
    spec = make_spec(
        num_hidden_neurons=(7, 11, 5),
        optimizer=optimizer,
        batch_norm_linear_layers=batch_norm,
        batch_size=batch_size,
        max_batches=max_batches,
    )
    (outcome,) = LightningEngine("cpu").run([spec], data)
    expected = plain_training(spec, data)
    assert [p.step for p in outcome.curve] == [step for step, _, _ in expected]
    for point, (_, train_rmse, val_rmse) in zip(outcome.curve, expected, strict=True):
        assert point.train_rmse == pytest.approx(train_rmse, rel=1e-9)
        assert point.val_rmse == pytest.approx(val_rmse, rel=1e-9)


def test_streaming_gives_the_same_outcomes(files: TaxiData, make_spec: MakeSpec) -> None:
    specs = [make_spec(batch_size=size, max_batches=23) for size in (9, 30)]
    memory, streamed = (
        LightningEngine("cpu", loader).run(specs, files)  # type: ignore[arg-type]
        for loader in ("memory", "kaen")
    )
    for one, other in zip(memory, streamed, strict=True):
        assert [point.step for point in other.curve] == [20, 23]
        for ours, theirs in zip(one.curve, other.curve, strict=True):
            assert theirs.train_rmse == pytest.approx(ours.train_rmse, rel=1e-9)
            assert theirs.val_rmse == pytest.approx(ours.val_rmse, rel=1e-9)
        assert other.train_rmse_eval == pytest.approx(one.train_rmse_eval, rel=1e-9)
        assert other.test_rmse == pytest.approx(one.test_rmse, rel=1e-9)


@pytest.mark.usefixtures("workspace")
def test_refuses_to_stream_generated_trips(data: TaxiData) -> None:
    with pytest.raises(EngineError, match="loader 'memory'"):
        LightningEngine("cpu", "kaen").run([], data)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RuntimeError("a broken\nkernel"), "an error of its library: a broken (RuntimeError)."),
        (MemoryError(), "ran out of memory (MemoryError); lower batch_size"),
    ],
)
def test_an_error_of_one_training_fails_that_one(
    data: TaxiData,
    make_spec: MakeSpec,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    message: str,
) -> None:
    trained = lightning_engine.fit

    def fit(trainer: object, model: lightning_engine.DcTaxiModel, *loaders: object) -> None:
        if model.spec.seed == 2:
            raise error
        trained(trainer, model, *loaders)  # type: ignore[arg-type]

    monkeypatch.setattr(lightning_engine, "fit", fit)
    outcomes = LightningEngine("cpu").run([make_spec(seed=seed) for seed in (1, 2, 3)], data)
    assert [o.status for o in outcomes] == [
        RunStatus.FINISHED,
        RunStatus.FAILED,
        RunStatus.FINISHED,
    ]
    assert message in outcomes[1].message


def test_stops_between_two_steps_and_keeps_the_curve(data: TaxiData, make_spec: MakeSpec) -> None:
    steps = iter(range(1000))
    (outcome,) = LightningEngine("cpu").run(
        [make_spec(max_batches=60)], data, should_stop=lambda: next(steps) > 25
    )
    assert outcome.status is RunStatus.STOPPED
    assert outcome.message == "stopped after step 25"
    assert [p.step for p in outcome.curve] == [20]


def test_an_interrupt_arrives_as_one(data: TaxiData, make_spec: MakeSpec) -> None:
    asked = iter([False, False, True])

    def interrupt() -> bool:
        if next(asked):
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        LightningEngine("cpu").run([make_spec()], data, should_stop=interrupt)


class TestCuda:
    @pytest.fixture(autouse=True)
    def _needs_cuda(self) -> None:
        if not torch.cuda.is_available():
            pytest.skip("needs a CUDA device")

    pytestmark = pytest.mark.gpu

    def outcome(self, data: TaxiData, spec: TrialSpec, device: str) -> TrialOutcome:
        (outcome,) = LightningEngine(device).run([spec], data)  # type: ignore[arg-type]
        return outcome

    @pytest.mark.parametrize("batch_norm", [False, True])
    def test_agrees_with_the_cpu(
        self, data: TaxiData, make_spec: MakeSpec, batch_norm: bool
    ) -> None:
        spec = make_spec(batch_norm_linear_layers=batch_norm, max_batches=43)
        there, here = (self.outcome(data, spec, device) for device in ("cuda", "cpu"))
        assert there.status is RunStatus.FINISHED
        for a, b in zip(there.curve, here.curve, strict=True):
            assert (a.train_rmse, a.val_rmse) == pytest.approx((b.train_rmse, b.val_rmse), rel=1e-9)
        assert there.train_rmse_eval == pytest.approx(here.train_rmse_eval, rel=1e-9)
        assert there.test_rmse == pytest.approx(here.test_rmse, rel=1e-9)

    def test_gives_its_memory_back(self, data: TaxiData, make_spec: MakeSpec) -> None:
        self.outcome(data, make_spec(), "cuda")
        before = torch.cuda.memory_allocated()
        self.outcome(data, make_spec(), "cuda")
        assert torch.cuda.memory_allocated() <= before

    def test_auto_takes_it_and_names_it(self) -> None:
        assert LightningEngine().device == f"cuda ({torch.cuda.get_device_name(0)})"
