"""Files over the network: fetched in threads of their own, so that who waits can always leave."""

from __future__ import annotations

import io
import queue
import threading
from concurrent.futures import Future
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from dctaxi.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.data.files.reading import Reading

T = TypeVar("T")

MAX_TRANSFER_BYTES = 4 * 2**30
"""Of one file as it comes, packed or not."""

_CHUNK_BYTES = 2**18
_AHEAD = 16  # chunks that wait to be read
_POLL_S = 0.1


def waited_for(work: Callable[[], T], address: str, reading: Reading) -> T:
    """Return what some work over the network gives, without waiting for it longer than allowed.

    Raises what it raises, and what ``reading`` does; the work is left alone then.
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # raised where it is waited for
            answer.set_exception(error)

    threading.Thread(target=run, name="dctaxi-transfer", daemon=True).start()
    while True:
        reading.check_time(address)
        try:
            return answer.result(timeout=_POLL_S)
        except TimeoutError:
            if answer.done():  # the work's own
                raise


class Transfer(io.RawIOBase):
    """A file as it comes over the network, read from its beginning to its end.

    ``open_it`` is called in the thread that fetches. Reading raises what opening and reading the
    file there raise, and what ``reading`` does; a thread that nobody reads from ends with its next
    chunk, or when its connection has been silent for too long.
    """

    def __init__(self, open_it: Callable[[], Any], address: str, reading: Reading) -> None:
        self._address, self._reading = address, reading
        self._chunks: queue.Queue[bytes | Exception] = queue.Queue(_AHEAD)
        self._given_up = threading.Event()
        self._ready, self._received, self._ended = b"", 0, False
        threading.Thread(
            target=_fetch, args=(open_it, self._chunks, self._given_up), name="dctaxi-transfer",
            daemon=True,
        ).start()  # fmt: skip

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes, those that came; none at the end."""
        if not self._ready and not self._ended:
            self._ready = self._next()
            self._ended = not self._ready
            self._received += len(self._ready)
            if self._received > MAX_TRANSFER_BYTES:
                raise too_large(self._address)
        if size < 0:
            size = len(self._ready)
        chunk, self._ready = self._ready[:size], self._ready[size:]
        return chunk

    def _next(self) -> bytes:
        while True:
            self._reading.check_time(self._address)
            try:
                found = self._chunks.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if isinstance(found, Exception):
                raise found
            return found

    def close(self) -> None:
        """Let the thread end."""
        self._given_up.set()
        super().close()


def too_large(address: str) -> DataError:
    """Return the refusal of a file that is more than anything here may read."""
    return DataError(
        f"Expected at most {MAX_TRANSFER_BYTES // 2**30} GiB in one file, {address} goes beyond; "
        "use a part of it."
    )


def _fetch(
    open_it: Callable[[], Any],
    chunks: queue.Queue[bytes | Exception],
    given_up: threading.Event,
) -> None:
    try:
        with closing(open_it()) as stream:
            while not given_up.is_set() and (chunk := stream.read(_CHUNK_BYTES)):
                _put(chunks, chunk, given_up)
        _put(chunks, b"", given_up)
    except Exception as error:  # raised where the file is read
        _put(chunks, error, given_up)


def _put(
    chunks: queue.Queue[bytes | Exception], chunk: bytes | Exception, given_up: threading.Event
) -> None:
    while not given_up.is_set():
        try:
            chunks.put(chunk, timeout=_POLL_S)
        except queue.Full:
            continue
        return
