"""A web server of this machine that does what a slow or hostile one may do."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ROWS = b"fareamount_double,a\n" + b"1.5,2\n" * 2000


class _Handler(http.server.BaseHTTPRequestHandler):
    server: HostileServer

    def do_GET(self) -> None:
        with suppress(OSError):  # the reader left, as it should
            getattr(self, self.path.partition("?")[0].strip("/").partition("/")[0])()

    def log_message(self, *_: object) -> None:
        pass

    def _begin(self, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def plain(self) -> None:
        self._begin(Content_Length=str(len(ROWS)))
        self.wfile.write(ROWS)

    def file(self) -> None:
        """A file of the server's ``files``; ``asked`` counts how often it was asked for."""
        name = self.path.rpartition("/")[2]
        self.server.asked[name] += 1
        self._begin(Content_Length=str(len(self.server.files[name])))
        self.wfile.write(self.server.files[name])

    def drip(self) -> None:
        """A byte now and then, so that no timeout of a single read ever ends it."""
        self._begin()
        while not self.server.over.wait(0.02):
            self.wfile.write(b"1")
            self.wfile.flush()

    def silent(self) -> None:
        self.server.over.wait()

    def endless(self) -> None:
        self._begin()
        while not self.server.over.is_set():
            self.wfile.write(b"1,2\n" * 2**16)

    def promises(self) -> None:
        self._begin(Content_Length=str(2**50))

    def short(self) -> None:
        """Fewer bytes than were promised."""
        self._begin(Content_Length=str(2 * len(ROWS)))
        self.wfile.write(ROWS)

    def packed(self) -> None:
        self._begin(Content_Encoding="gzip")
        self.wfile.write(gzip.compress(ROWS))

    def bomb(self) -> None:
        """A megabyte that unpacks to a gigabyte."""
        self._begin(Content_Encoding="gzip")
        member = gzip.compress(bytes(2**26))
        for _ in range(16):
            self.wfile.write(member)

    def brotli(self) -> None:
        self._begin(Content_Encoding="br")

    def to(self) -> None:
        self._begin(status=302, Location=self.path.partition("?")[2])

    def round(self) -> None:
        self._begin(status=302, Location="/round")


class HostileServer(http.server.ThreadingHTTPServer):
    """Answers each path as the method of that name says; ``over`` ends every answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.over = threading.Event()
        self.files: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()

    @property
    def address(self) -> str:
        """Its address without a path."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def hostile_server() -> Iterator[HostileServer]:
    """Serve while the context is open."""
    with HostileServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
