"""The container file: linted, and its steps run in a clean folder in place of an image."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
import venv
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser.server import ROOT
from tests.waiting import PATIENCE_S, until

FILE = ROOT / "Containerfile"
LINTER = Path(sys.executable).with_name("hadolint")
PORT = 8501


class Step(NamedTuple):
    word: str
    rest: str


def steps() -> list[Step]:
    """Return the instructions, continued lines joined and comments left out."""
    lines = [line for line in FILE.read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [Step(*line.split(None, 1)) for line in joined.splitlines() if line.strip()]


@pytest.mark.skipif(not LINTER.exists(), reason="needs hadolint")
def test_the_linter_has_nothing_to_say(tmp_path: Path) -> None:
    assert subprocess.run([LINTER, FILE], capture_output=True, check=False).stdout == b""
    bad = tmp_path / "Containerfile"
    bad.write_text(FILE.read_text().replace("WORKDIR /source", "WORKDIR source"))
    assert subprocess.run([LINTER, bad], capture_output=True, check=False).returncode != 0


def test_it_does_not_run_as_root_and_says_whether_it_is_well() -> None:
    words = [step.word for step in steps()]
    users = [step.rest for step in steps() if step.word == "USER"]
    assert users == ["1000"]
    assert words.index("USER") < words.index("CMD")
    assert "HEALTHCHECK" in words


class Image:
    """A clean folder in place of an image: absolute paths that steps name lie in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        venv.create(root / "usr", with_pip=True)
        self.variables = {
            "PATH": f"{root / 'usr' / 'bin'}{os.pathsep}{os.environ['PATH']}",
            # The mirror that this machine is set up with, in place of PyTorch's own index.
            "TORCH_INDEX": _index(),
        }
        self.folder = root
        self.command: list[str] = []
        self.health: list[str] = []

    def inside(self, path: str) -> str:
        return str(self.root / path.lstrip("/")) if path.startswith("/") else path

    def take(self, step: Step) -> None:
        getattr(self, f"take_{step.word.lower()}")(step.rest)

    def take_from(self, rest: str) -> None:
        assert rest.startswith("python:3.")

    def take_arg(self, rest: str) -> None:
        name, _, value = rest.partition("=")
        self.variables.setdefault(name, value)

    def take_env(self, rest: str) -> None:
        for name, value in re.findall(r"(\w+)=(\S+)", rest):
            self.variables[name] = self.inside(value)

    def take_workdir(self, rest: str) -> None:
        self.folder = Path(self.inside(rest))
        self.folder.mkdir(parents=True, exist_ok=True)

    def take_copy(self, rest: str) -> None:
        assert rest == ". ."
        ignored = (ROOT / ".containerignore").read_text().splitlines()
        names = [line.removeprefix("**/") for line in ignored if line and line[0] != "#"]

        def left_out(folder: str, inside: list[str]) -> set[str]:
            at = Path(folder).relative_to(ROOT)
            return {
                name for name in inside
                if any(fnmatch.fnmatch(str(at / name), n) or name == n for n in names)
            }  # fmt: skip

        shutil.copytree(ROOT, self.folder, ignore=left_out, dirs_exist_ok=True)

    def take_run(self, rest: str) -> None:
        # Whose files they are does not matter here, and only root may give them away.
        rest = re.sub(r" && chown \S+( \"\$\w+\")+", "", rest)
        subprocess.run(
            ["/bin/sh", "-ec", rest], cwd=self.folder, env=self.environment(), check=True
        )

    def take_user(self, rest: str) -> None:
        assert rest.isdecimal()

    def take_volume(self, rest: str) -> None:
        assert Path(self.inside(rest)).is_dir()

    def take_expose(self, rest: str) -> None:
        assert int(rest) == PORT

    def take_healthcheck(self, rest: str) -> None:
        self.health = json.loads(rest.partition("CMD ")[2])

    def take_cmd(self, rest: str) -> None:
        self.command = json.loads(rest)

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "http"))}
        return kept | self.variables


def _index() -> str:
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return said.stdout.strip() or "https://pypi.org/simple"


def _packages_can_be_had(folder: Path) -> bool:
    asked = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "shtab"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_its_steps_make_an_app_that_answers(tmp_path: Path) -> None:
    if not _packages_can_be_had(tmp_path):
        pytest.skip("needs an index of packages")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            pytest.skip(f"port {PORT} is in use")
    image = Image(tmp_path / "image")
    for step in steps():
        image.take(step)

    served = subprocess.Popen(
        [image.root / "usr" / "bin" / image.command[0], *image.command[1:]],
        cwd=image.folder, env=image.environment(),
    )  # fmt: skip

    def answers() -> bool:
        assert served.poll() is None
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health"):
            return True
        return False

    try:
        until(answers)
        healthy = subprocess.run(image.health, env=image.environment(), check=False)
        assert healthy.returncode == 0
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(PATIENCE_S)
    assert subprocess.run(image.health, env=image.environment(), check=False).returncode != 0
