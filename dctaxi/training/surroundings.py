"""What a Lightning training needs around it, all of it put back afterwards."""

from __future__ import annotations

import logging
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch

from dctaxi.records import TrialSpec

_LOGGERS = ("pytorch_lightning.utilities.rank_zero", "pytorch_lightning.accelerators.cuda")

_ONE_THREAD_UP_TO = 2_048
"""Numbers in the widest activation up to which one thread trains: the chapter's networks have up
to 50 rows times 23 neurons. Above, torch decides; a batch's sums are rounded by the thread."""

_filtering = threading.Lock()


@contextmanager
def training_surroundings(spec: TrialSpec) -> Iterator[None]:
    """Train quietly, on as many threads as pay, and let Ctrl+C arrive as ``KeyboardInterrupt``."""
    with ExitStack() as stack:
        stack.enter_context(_without_chatter())
        stack.enter_context(_plain_interrupts())
        if spec.batch_size * max(spec.num_hidden_neurons) <= _ONE_THREAD_UP_TO:
            stack.enter_context(_one_thread())
        yield


@contextmanager
def without_known_warnings() -> Iterator[None]:
    """Silence what Lightning and torch warn of while a trainer and its loaders are made.

    Keep it short: Python has one set of warning filters for all threads.
    """
    with _filtering, warnings.catch_warnings():
        # The CPU is chosen on purpose, on a machine with a GPU or under SLURM too.
        warnings.filterwarnings("ignore", message="GPU available but not used")
        warnings.filterwarnings("ignore", message="The `srun` command is available")
        # Lightning 2.6 makes each CombinedLoader with a class that torch 2.13 deprecates.
        warnings.filterwarnings("ignore", message=r".*LeafSpec", category=FutureWarning)
        yield


class _NotThisThread(logging.Filter):
    """Drops what the thread that made it logs below a warning."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or record.thread != self._thread


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Keep Lightning from telling its device, its limits and its tips with every training."""
    quiet = _NotThisThread()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    for logger in loggers:
        logger.addFilter(quiet)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(quiet)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Compute on the calling thread alone.

    Some of torch's kernels (batch norm) wake all threads for a few numbers; on busy cores their
    waiting for each other made a small training twenty times slower.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def _plain_interrupts() -> Iterator[None]:
    """Undo Lightning's answer to Ctrl+C: to ignore it from then on and to leave the process."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        yield
    except SystemExit as leaving:
        if not isinstance(leaving.__context__, KeyboardInterrupt):
            raise
        signal.signal(signal.SIGINT, handler)
        raise KeyboardInterrupt from None
