"""A real server in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

from dctaxi.workspace import Workspace
from tests.waiting import PATIENCE_S, until

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """One ``streamlit run`` in a process of its own; all state lies in its ``workspace``.

    ``script`` may be another application, which finds the project's modules; ``more`` are
    environment variables of its own. ``installed`` is the console script of an installed package,
    which serves what was installed and is told nothing of the checkout; ``python`` may be another
    interpreter. ``class_file`` holds the settings of a class, served by its command.
    """

    def __init__(
        self,
        home: Path,
        script: Path = ROOT / "app.py",
        *,
        installed: Path | None = None,
        python: Path | None = None,
        class_file: Path | None = None,
        **more: str,
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.workspace = Workspace(home, f"sqlite:///{home / 'studies.db'}")
        self.url = f"http://127.0.0.1:{port}"
        self.log = home / "server.log"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DCTAXI_")}
        environment |= {"DCTAXI_HOME": str(home), **more}
        if installed is None:
            # as whoever has a checkout starts it there
            folder = script.parent if (script.parent / ".streamlit").is_dir() else ROOT
            command = [str(python or sys.executable), "-m", "streamlit", "run", str(script),
                       f"--server.port={port}", "--server.headless=true",
                       "--global.developmentMode=false"]  # fmt: skip
            environment["PYTHONPATH"] = more.get("PYTHONPATH", str(ROOT))
            if class_file is not None:
                command = [sys.executable, "-m", "dctaxi", "serve", f"--class={class_file}",
                           "--address=127.0.0.1", f"--port={port}"]  # fmt: skip
        else:
            folder = home
            command = [str(installed), "app", f"--port={port}", "--no-browser"]
            environment.pop("PYTHONPATH", None)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, env=environment
            )
        try:
            self.wait_until_healthy()
        except BaseException:
            self.close()
            raise

    def wait_until_healthy(self) -> None:
        def healthy() -> bool:
            assert self.process.poll() is None, self.log.read_text()
            with (
                suppress(OSError),  # not there yet, or too busy to answer in time
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer,
            ):
                return bool(answer.status == 200)
            return False

        until(healthy)

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
