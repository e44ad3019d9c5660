"""The reference engine: the chapter's model on a bare Lightning trainer, one training at a time."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple

import torch

from dctaxi.errors import DcTaxiError
from dctaxi.records import (
    OnProgress,
    Progress,
    RunStatus,
    ShouldStop,
    TrialOutcome,
    TrialSpec,
    diverged_outcome,
    finished_outcome,
    never_stop,
    unfinished_outcome,
)
from dctaxi.training.batches import Loader, MemoryBatches, MemoryLoader, kaen_loader
from dctaxi.training.devices import resolve_device
from dctaxi.training.engine import DeviceChoice, LoaderId, ignore_progress
from dctaxi.training.hyperparameters import problem_of
from dctaxi.training.judge import ConstantAnswer, judged_rows
from dctaxi.training.model import DcTaxiModel, fit, make_trainer
from dctaxi.training.surroundings import training_surroundings
from dctaxi.training.trained_network import TrainedNetwork
from dctaxi.training.watch import DivergedError, StoppedError, TrainingWatch
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import TaxiData


class _Yardstick(NamedTuple):
    """What every training of a call is held against."""

    rows: torch.Tensor  # [rows, 1 + num_features], those on which all are judged
    constant: ConstantAnswer


class LightningEngine:
    """Trains specs one after another with :class:`DcTaxiModel`, on the CPU or a CUDA device.

    ``loader`` is ``memory``, or ``kaen`` to stream the data's files from where they lie, with
    kaen's cache in the current workspace. The contract is :class:`dctaxi.training.engine.Engine`'s.
    """

    def __init__(self, device: DeviceChoice = "auto", loader: LoaderId = "memory") -> None:
        self._device = resolve_device(device)
        self._loader = loader

    @property
    def id(self) -> Literal["lightning"]:
        """Name of the engine."""
        return "lightning"

    @property
    def device(self) -> str:
        """The device in words."""
        return self._device.title

    def run(
        self,
        specs: Sequence[TrialSpec],
        data: TaxiData,
        *,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
    ) -> tuple[TrialOutcome, ...]:
        """Train every spec and return the outcomes in the same order.

        Raises ``EngineError`` when the kaen loader is asked for data that came from no files.
        """
        outcomes: list[TrialOutcome] = []
        yardstick = _Yardstick(torch.tensor(judged_rows(data.val)), ConstantAnswer(data))
        with self._opened(data) as loader:
            for spec in specs:
                if should_stop():
                    break
                outcome = self._outcome(spec, data, loader, yardstick, should_stop)
                outcomes.append(outcome)
                on_progress(Progress(len(outcomes), len(specs), outcome))
        unstarted = unfinished_outcome(RunStatus.STOPPED, "stopped before its first step")
        return (*outcomes, *[unstarted] * (len(specs) - len(outcomes)))

    def network(self, spec: TrialSpec, data: TaxiData) -> TrainedNetwork | None:
        """Train a spec and return its network, None unless it finished."""
        watch = TrainingWatch(never_stop, torch.tensor(judged_rows(data.val)))
        if problem_of(spec) is not None:
            return None
        with self._opened(data) as loader:
            try:
                model = self._train(spec, data, loader, watch)
            except DivergedError:
                return None
        arrays = {name: tensor.cpu().numpy() for name, tensor in model.layers.state_dict().items()}
        return TrainedNetwork(spec, arrays)

    @contextmanager
    def _opened(self, data: TaxiData) -> Iterator[Loader]:
        try:
            if self._loader == "kaen":
                with kaen_loader(data, Workspace.current()) as streams:
                    yield streams
            else:
                yield MemoryLoader(data, self._device.kind)
        finally:
            if self._device.kind == "cuda":
                gc.collect()  # a trainer and its model refer to each other
                torch.cuda.empty_cache()

    def _outcome(
        self,
        spec: TrialSpec,
        data: TaxiData,
        loader: Loader,
        yardstick: _Yardstick,
        should_stop: ShouldStop,
    ) -> TrialOutcome:
        """Train one spec; whatever goes wrong with it becomes its outcome."""
        if (problem := problem_of(spec)) is not None:
            return unfinished_outcome(RunStatus.FAILED, problem)
        watch = TrainingWatch(should_stop, yardstick.rows)
        started_s = time.perf_counter()

        def unfinished(
            status: Literal[RunStatus.STOPPED, RunStatus.FAILED], message: str
        ) -> TrialOutcome:
            duration_s = time.perf_counter() - started_s
            return unfinished_outcome(status, message, curve=watch.curve, duration_s=duration_s)

        try:
            self._train(spec, data, loader, watch)
        except DivergedError as diverged:
            duration_s = time.perf_counter() - started_s
            return diverged_outcome(
                watch.curve,
                step=diverged.step,
                duration_s=duration_s,
                constant=yardstick.constant.scores(spec),
                engine=self.id,
            )
        except StoppedError as stopped:
            return unfinished(RunStatus.STOPPED, str(stopped))
        except DcTaxiError as error:
            return unfinished(RunStatus.FAILED, str(error))
        except Exception as error:  # one training's failure is no other's
            return unfinished(RunStatus.FAILED, _reason(error))
        return finished_outcome(
            watch.curve,
            max_batches=spec.max_batches,
            train_rmse_eval=watch.train_rmse_eval,
            test_rmse=watch.test_rmse,
            duration_s=time.perf_counter() - started_s,
            val_rmse_all=watch.val_rmse_all,
            constant=yardstick.constant.scores(spec),
            engine=self.id,
        )

    def _train(
        self, spec: TrialSpec, data: TaxiData, loader: Loader, watch: TrainingWatch
    ) -> DcTaxiModel:
        with training_surroundings(spec):
            if data.test is not None:
                watch.test_batch = next(iter(loader.batches("test", spec.batch_size)))
            val_batch = next(iter(loader.batches("val", spec.batch_size)))
            model = DcTaxiModel.of(spec, data.num_features)
            model.logs_metrics = False
            fit(
                make_trainer(spec, self._device.kind, callbacks=[watch]),
                model,
                loader.batches("train", spec.batch_size),
                MemoryBatches(val_batch, spec.batch_size),
            )
        return model


def _reason(error: Exception) -> str:
    """Say in one sentence why a training could not run."""
    cause = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    if isinstance(error, MemoryError | torch.OutOfMemoryError) or "not enough memory" in cause:
        return f"The training ran out of memory ({cause}); lower batch_size or num_hidden_neurons."
    return f"The training ended with an error of its library: {cause} ({type(error).__name__})."
