from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import torch

from dctaxi.records import TrialSpec
from dctaxi.training.surroundings import training_surroundings

LOGGER = logging.getLogger("pytorch_lightning.utilities.rank_zero")
MakeSpec = Callable[..., TrialSpec]


def test_drops_chatter_of_the_training_thread_alone(
    make_spec: MakeSpec, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), training_surroundings(make_spec()):
        LOGGER.info("mine")
        LOGGER.warning("my warning")
        other = threading.Thread(target=lambda: LOGGER.info("another thread's"))
        other.start()
        other.join()
    with caplog.at_level(logging.INFO):
        LOGGER.info("afterwards")
    assert caplog.messages == ["my warning", "another thread's", "afterwards"]


@pytest.fixture
def two_threads() -> Iterator[int]:
    """Two threads of torch, on any number of cores."""
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    yield 2
    torch.set_num_threads(threads)


def test_small_batches_train_on_one_thread_and_large_ones_as_torch_likes(
    make_spec: MakeSpec, two_threads: int
) -> None:
    with training_surroundings(make_spec(batch_size=50, num_hidden_neurons=(11, 11))):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == two_threads
    with training_surroundings(make_spec(batch_size=65_536)):
        assert torch.get_num_threads() == two_threads


def test_gives_the_threads_back_after_an_error(make_spec: MakeSpec, two_threads: int) -> None:
    with pytest.raises(ZeroDivisionError), training_surroundings(make_spec()):
        raise ZeroDivisionError
    assert torch.get_num_threads() == two_threads


def test_an_interrupt_stays_one_and_can_come_again(make_spec: MakeSpec) -> None:
    handler = signal.getsignal(signal.SIGINT)

    def interrupt() -> None:
        raise KeyboardInterrupt

    def as_lightning_does() -> None:
        try:
            interrupt()
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.exit(1)

    with pytest.raises(KeyboardInterrupt), training_surroundings(make_spec()):
        as_lightning_does()
    assert signal.getsignal(signal.SIGINT) is handler


def test_another_exit_passes(make_spec: MakeSpec) -> None:
    with pytest.raises(SystemExit), training_surroundings(make_spec()):
        raise SystemExit(3)
