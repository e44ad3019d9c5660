"""Files of web servers: every hop of a redirect checked, nothing taken from a server on trust."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from dctaxi import __version__
from dctaxi.data.files.transfer import MAX_TRANSFER_BYTES, too_large
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_TIMEOUT_S = 5.0
SILENCE_TIMEOUT_S = 20.0
MAX_HOPS = 5


class AnswerError(Exception):
    """A server answered with a status instead of a file."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status


def open_web(address: str, check_place: Callable[[str], None]) -> Any:
    """Open the file at an address of a web server for reading, wherever that sends us.

    ``check_place`` raises ``DataError`` for a place that may not be read; it is asked before every
    hop. Raises ``DataError`` for redirects to other protocols or without an end, ``AnswerError``,
    and the errors of Python for connections that fail.
    """
    import requests

    session = requests.Session()
    try:
        response = _answer(session, address, check_place)
    except BaseException:
        session.close()
        raise
    body = _Body(session, response, address)
    # Servers are asked for files as they are. One that packs them nevertheless is believed.
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        return body
    if packing in ("gzip", "x-gzip"):
        return gzip.GzipFile(fileobj=body)
    body.close()
    raise DataError(f"Expected {address} as it is or packed by gzip, found it packed by {packing}.")


def _answer(session: Any, address: str, check_place: Callable[[str], None]) -> Any:
    first = address
    for _ in range(MAX_HOPS + 1):
        check_place(address)
        response = _asked(session, address)
        target = session.get_redirect_target(response)
        if target is None:
            if response.status_code != 200:
                response.close()
                raise AnswerError(response.status_code)
            length = response.headers.get("Content-Length", "")
            if length.isdecimal() and int(length) > MAX_TRANSFER_BYTES:
                response.close()
                raise too_large(first)
            return response
        response.close()
        address = urljoin(address, target)
        if not address.lower().startswith(("http://", "https://")):
            raise DataError(
                f"{first} sends its reader on to {address[:200]!r}, which is no address of a web "
                "server; check the address."
            )
    raise DataError(
        f"{first} sends its reader on more than {MAX_HOPS} times; enter the address of the file "
        "itself."
    )


def _asked(session: Any, address: str) -> Any:
    import requests

    try:
        return session.get(
            address,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_TIMEOUT_S, SILENCE_TIMEOUT_S),
            headers={"Accept-Encoding": "identity", "User-Agent": f"dctaxi/{__version__}"},
        )
    except requests.Timeout as error:
        raise TimeoutError(address) from error
    except requests.exceptions.SSLError as error:
        raise DataError(
            f"{address} is not who it says, as far as its certificate tells; check the address, or "
            "use a local copy."
        ) from error
    except requests.ConnectionError as error:
        raise ConnectionError(address) from error


class _Body(io.RawIOBase):
    """The bytes of an answer as they come, and no fewer than were promised."""

    def __init__(self, session: Any, response: Any, address: str) -> None:
        self._session, self._response, self._address = session, response, address

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        import urllib3.exceptions

        try:
            # What is there, however little: a whole chunk of a slow server may never come.
            found: bytes = self._response.raw.read1(size, decode_content=False)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise TimeoutError(self._address) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise DataError(
                f"{self._address} ended before its end; try again, or use a local copy."
            ) from error
        return found

    def close(self) -> None:
        if not self.closed:
            self._response.close()
            self._session.close()
        super().close()
