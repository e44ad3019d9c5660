import http.server
import threading

import pytest

from dctaxi.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "home", "sqlite://")


@pytest.fixture
def served(tmp_path):
    """Serve a folder on this machine; 500.csv and slow.csv answer as they are called."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(tmp_path))

        def send_head(self):
            if self.path == "/500.csv":
                self.send_error(500)
                return None
            if self.path == "/slow.csv":
                stop.wait()
            return super().send_head()

        def log_message(self, *args):
            pass

    stop = threading.Event()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}"
    stop.set()
    server.shutdown()
    thread.join()
    server.server_close()
