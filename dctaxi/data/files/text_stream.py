"""The text of a file as a stream: unpacked, bounded in bytes, in UTF-8 whatever it was in."""

from __future__ import annotations

import codecs
import gzip
import io
import threading
import zlib
from typing import TYPE_CHECKING

from dctaxi.errors import DataError

if TYPE_CHECKING:
    from typing import BinaryIO

MAX_BYTES = 4 * 2**30
"""Of one file as text, unpacked: five million trips of forty columns."""

BLOCK_BYTES = 8 * 2**20
"""What is read at once."""


class TextStream(io.RawIOBase):
    """A stream of which the head was read already, and which ends in an error when it is long."""

    def __init__(self, head: bytes, rest: BinaryIO | gzip.GzipFile, name: str) -> None:
        self._head, self._rest, self._name, self._left = head, rest, name, MAX_BYTES

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes; DataError where it is damaged or too long."""
        if size < 0:
            size = BLOCK_BYTES
        if self._head:
            chunk, self._head = self._head[:size], self._head[size:]
        else:
            try:
                chunk = self._rest.read(size)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise DataError(
                    f"{self._name}: expected a whole gzip file, found a damaged one; copy it again."
                ) from error
        self._left -= len(chunk)
        if self._left < 0:
            raise too_much_text(self._name)
        return chunk


def too_much_text(name: str) -> DataError:
    """Return the refusal of a file that unpacks to more text than anything here may read."""
    return DataError(
        f"{name}: expected at most {MAX_BYTES / 2**30:g} GiB of text; use a part of the file."
    )


class Utf8Stream(io.RawIOBase):
    """A stream of text in any encoding as UTF-8; what is not of the encoding becomes a U+FFFD.

    Text that begins as plain ASCII is of UTF-8, unless the first sign beyond that is not, and what
    was read with it has no other that is.
    Arrow reads ahead in a thread of its own, which a program that ends meanwhile would die of:
    whoever has read enough leaves the stream.
    """

    def __init__(self, source: TextStream, encoding: str) -> None:
        self._source = source
        self._one_at_a_time = threading.Lock()
        self._ascii_is_itself = codecs.lookup(encoding).name in ("utf-8", "cp1252")
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._only_ascii = encoding == "utf-8"
        self._ready, self._ended = b"", False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes of UTF-8."""
        with self._one_at_a_time:
            return self._read(size)

    def leave(self) -> None:
        """Wait for who reads just now; whoever reads later is told that this is the end."""
        with self._one_at_a_time:
            self._ready, self._ended = b"", True

    def _read(self, size: int) -> bytes:
        while not self._ready and not self._ended:
            chunk = self._source.read(size)
            self._ended = not chunk
            self._ready = self._as_utf8(chunk)
        if size < 0:
            size = len(self._ready)
        chunk, self._ready = self._ready[:size], self._ready[size:]
        return chunk

    def _as_utf8(self, chunk: bytes) -> bytes:
        if self._ascii_is_itself and chunk.isascii() and not self._decoder.getstate()[0]:
            return chunk  # as it is in UTF-8, which is a sixth of all that reading takes
        if self._only_ascii:
            chunk = self._of_its_encoding(chunk)
        return self._decoder.decode(chunk, final=not chunk).encode()

    def _of_its_encoding(self, chunk: bytes) -> bytes:
        """Find out what the first bytes beyond ASCII are of; return what is left to decode."""
        waiting = self._decoder.getstate()[0] + chunk
        self._decoder.reset()
        try:
            self._only_ascii = _of_utf8(waiting, final=not chunk).isascii()
        except UnicodeDecodeError as error:
            before, behind = waiting[: error.start], waiting[error.end :]
            if before.isascii() and not _goes_on_in_utf8(behind, final=not chunk):
                self._decoder = codecs.getincrementaldecoder("cp1252")(errors="replace")
            self._only_ascii = False
        return waiting


def _of_utf8(content: bytes, *, final: bool) -> str:
    return codecs.getincrementaldecoder("utf-8")().decode(content, final=final)


def _goes_on_in_utf8(content: bytes, *, final: bool) -> bool:
    """Tell whether what follows a bad byte shows that this is the only one in text of UTF-8."""
    try:
        return not _of_utf8(content, final=final).isascii()
    except UnicodeDecodeError:
        return False
