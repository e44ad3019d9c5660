"""Globs: which addresses can be one, what they match, and the bytes of the files behind them."""

from __future__ import annotations

import glob as patterns
import io
import os
import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from dctaxi.data.files.local_paths import address_of, path_in
from dctaxi.data.files.transfer import Transfer, waited_for
from dctaxi.data.files.web import CONNECT_TIMEOUT_S, SILENCE_TIMEOUT_S, open_web
from dctaxi.errors import DataError, DcTaxiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dctaxi.data.files.reading import Reading

PROTOCOLS = ("file", "https", "http", "s3", "gs")
"""What a glob may start with. fsspec knows many more, chains and local archives among them; a glob
is typed by a user, so it names places for data and nothing else."""

MAX_FILES = 1_000
MAX_SET_BYTES = 512 * 2**20
"""One set is read into memory, so it is bounded: 512 MiB are some eight million trips."""

_CHUNK_BYTES = 2**20
_WEB = ("http", "https")
_PROTOCOL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)


class DataFile(NamedTuple):
    """One file of a set: its address with protocol, and its bytes."""

    address: str
    content: bytes


def normalise_glob(text: str) -> str:
    """Return the glob with its protocol, local paths made absolute, ready for fsspec and kaen.

    A bare path becomes ``file://``. Raises ``DataError`` for an empty, broken or refused address.
    """
    glob = text.strip()
    if not glob or glob == "file://":
        raise DataError("Expected a path or an address of CSV files, found nothing; enter one.")
    match = _PROTOCOL.fullmatch(glob)
    if "::" in glob:
        raise DataError(f"Expected one address, found the chain {glob!r}; enter it without '::'.")
    if match is None:
        return address_of(glob)
    protocol, rest = match[1].lower(), match[2]
    if protocol not in PROTOCOLS:
        raise DataError(
            f"Expected an address that starts with {_listed(PROTOCOLS)}, found {protocol}://; "
            "copy the file to one of these places or upload it."
        )
    if protocol == "file":
        return address_of(path_in(rest))
    joined = re.sub(r"[\s➥]+", "", rest)
    if joined != rest:
        raise DataError(
            f"Expected an address in one piece, found a space or a line break in {glob!r}, as when "
            f"it is copied from a printed page; enter {protocol}://{joined}"
        )
    if protocol in {"http", "https"} and "*" in rest:
        raise DataError(
            f"Expected the address of one file, found a wildcard in {glob!r}; "
            "web servers cannot list files, so name the file itself."
        )
    return f"{protocol}://{rest}"


def read_glob(glob: str, reading: Reading) -> tuple[DataFile, ...]:
    """Read every file that a normalised glob matches, sorted by address as kaen sorts them.

    A folder stands for the files in it. Raises ``DataError`` where nothing matches, something
    cannot or may not be read or takes too long, or the files are larger than ``MAX_SET_BYTES``
    together; ``StoppedError`` where somebody asked to stop.
    """
    return tuple(_read_all(addresses_of(glob, reading), reading))


def addresses_of(glob: str, reading: Reading) -> tuple[str, ...]:
    """Return the addresses of the files that a normalised glob matches, sorted.

    Raises as :func:`read_glob` does.
    """
    protocol, _, rest = glob.partition("://")
    # Of a pattern, the folder before its first wildcard, whose names it would tell.
    plain = glob if protocol in _WEB else f"{protocol}://{_before_wildcards(rest)}"
    reading.check_place(plain)
    if protocol in _WEB:
        return (glob,)
    with _reading(glob):
        if protocol == "file":
            if plain == glob:
                reading.check_kept(glob)
            found = _matches(_file_system(protocol), protocol, glob)
        else:
            found = waited_for(
                lambda: _matches(_file_system(protocol), protocol, glob), glob, reading
            )
    for address in found:
        reading.check_place(address)
    return tuple(found)


@contextmanager
def opened(address: str, reading: Reading) -> Iterator[io.RawIOBase]:
    """Open one file for reading from its beginning to its end.

    Raises as :func:`read_glob` does.
    """
    protocol, _, _ = address.partition("://")
    reading.check_place(address)
    with _reading(address):
        if protocol == "file":
            with _file_system(protocol).open(address, "rb") as stream:
                yield _Timed(stream, address, reading)
            return
        with Transfer(partial(_opened, protocol, address, reading), address, reading) as transfer:
            yield transfer


def _opened(protocol: str, address: str, reading: Reading) -> Any:
    if protocol in _WEB:
        return open_web(address, reading.check_place)
    return _file_system(protocol).open(address, "rb")


class _Timed(io.RawIOBase):
    """A stream that whoever reads it may be asked to leave."""

    def __init__(self, stream: Any, address: str, reading: Reading) -> None:
        self._stream, self._address, self._reading = stream, address, reading

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self._reading.check_time(self._address)
        found: bytes = self._stream.read(size)
        return found


@contextmanager
def _reading(glob: str) -> Iterator[None]:
    """Turn what fails inside into a sentence."""
    try:
        yield
    except DcTaxiError:
        raise
    except ImportError:
        protocol = glob.partition("://")[0]
        package = {"s3": "s3fs", "gs": "gcsfs"}.get(protocol, "requests")
        raise DataError(
            f"Reading {protocol}:// addresses needs the package {package}, which is not installed; "
            f"run pip install {package}."
        ) from None
    except Exception as error:  # each protocol's library raises errors of its own kinds
        raise DataError(_reason(glob, error)) from error


def _file_system(protocol: str) -> Any:
    import fsspec

    return fsspec.filesystem(protocol, **filesystem_options(protocol))


def filesystem_options(protocol: str) -> dict[str, Any]:
    """Return how fsspec opens a protocol here: short timeouts, and no listing kept for later."""
    if protocol == "s3":
        return {
            "anon": s3_is_anonymous(),
            "use_listings_cache": False,
            "config_kwargs": {
                "connect_timeout": CONNECT_TIMEOUT_S,
                "read_timeout": SILENCE_TIMEOUT_S,
                "retries": {"max_attempts": 1},
            },
        }
    return {}


def s3_is_anonymous() -> bool:
    """Tell whether S3 is read without credentials, as kaen does, since the environment has none."""
    return not any(
        os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ROLE_ARN")
    )


def _before_wildcards(path: str) -> str:
    if not patterns.has_magic(path):
        return path
    parts = path.split("/")
    first = next(i for i, part in enumerate(parts) if patterns.has_magic(part))
    return "/".join(parts[:first]) or "/"


def _matches(fs: Any, protocol: str, glob: str) -> list[str]:
    if fs.isfile(glob):  # whatever its name; as a pattern, [ and ] would stand for something else
        return [glob]
    pattern = f"{glob.rstrip('/')}/*" if fs.isdir(glob) else glob
    found = fs.glob(pattern, detail=True)
    # A listing calls a link to a file by another type; asked alone, it is the file.
    paths = sorted(
        path for path, info in found.items() if info.get("type") == "file" or fs.isfile(path)
    )
    if len(paths) < len(found):
        folder = next(path for path in found if path not in set(paths))
        raise DataError(f"Expected only files behind {glob}, found the folder {folder} among them.")
    if not paths:
        raise DataError(f"No file matches {glob}; check the path and its spelling.")
    if len(paths) > MAX_FILES:
        raise DataError(f"Expected at most {MAX_FILES:,} files, {glob} matches {len(paths):,}.")
    return [f"{protocol}://{path}" for path in paths]


def _read_all(addresses: tuple[str, ...], reading: Reading) -> Iterator[DataFile]:
    left = MAX_SET_BYTES
    for address in addresses:
        chunks: list[bytes] = []
        with opened(address, reading) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise DataError(
                        f"Expected at most {MAX_SET_BYTES // 2**20} MiB in one set, "
                        f"{address} goes beyond; use fewer or smaller files."
                    )
                chunks.append(chunk)
        yield DataFile(address, b"".join(chunks))


def _reason(glob: str, error: BaseException) -> str:
    """Say in one sentence why reading failed; fsspec reports many causes as a missing file."""
    root: BaseException = error
    while root.__cause__ is not None:
        root = root.__cause__
    status = getattr(root, "status", None)
    if status in {404, 410} or (isinstance(root, FileNotFoundError) and root is error):
        return f"There is no file at {glob}; check the address."
    if isinstance(status, int):
        return f"The server answered {status} instead of the file {glob}; check the address."
    if isinstance(root, PermissionError):
        return f"Reading {glob} is not allowed; check its permissions or choose another file."
    if isinstance(root, TimeoutError) or "Timeout" in type(root).__name__:
        return f"{glob} did not answer in time; check the network or use a local copy."
    remote = not glob.startswith("file://")
    if (remote and isinstance(root, OSError)) or "Connect" in type(root).__name__:
        return f"No connection to {glob}; check the network and the address, or use a local copy."
    return f"{glob} cannot be read ({str(root)[:200] or type(root).__name__}); check the address."


def _listed(protocols: tuple[str, ...]) -> str:
    *first, last = (f"{protocol}://" for protocol in protocols)
    return f"{', '.join(first)} or {last}"
