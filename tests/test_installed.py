"""The built wheel in a fresh environment outside of the tree: commands and the app."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.driver import BROWSER, DRIVER, Tab
from tests.browser.server import ROOT, Server

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installed")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(folder), str(ROOT)],
        check=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment, whose only package of its own is the wheel.

    What the package needs is read from the environment of the tests, which saves a download of
    gigabytes; its own editable installation is not, since Python follows no path file of a folder
    that another path file names.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", f"--python={python}", "install", "--quiet", "--no-deps",
         "--ignore-installed", str(wheel)],
        check=True,
    )  # fmt: skip
    return folder / "bin"


def _said(command: list[str], cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment |= {"DCTAXI_HOME": str(cwd / "home")}
    done = subprocess.run(
        command, cwd=cwd, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_the_wheel_brings_the_app_and_nothing_of_the_checkout(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"dctaxi/served/app.py", "dctaxi/served/pages/frame.py", "dctaxi/py.typed",
            "dctaxi/served/.streamlit/config.toml"} <= names  # fmt: skip
    assert {name.split("/")[0].split("-")[0] for name in names} == {"dctaxi"}
    for folder, inside in (("dctaxi", "dctaxi"), ("pages", "dctaxi/served/pages")):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"{inside}/{file.relative_to(ROOT / folder)}" in names


def test_commands_run_from_elsewhere(scripts: Path, tmp_path: Path) -> None:
    python, dctaxi = str(scripts / "python"), str(scripts / "dctaxi")
    where = _said([python, "-c", "import dctaxi; print(dctaxi.__file__)"], tmp_path)
    assert where.startswith(str(scripts.parent))
    assert _said([dctaxi, "--help"], tmp_path).startswith("usage: dctaxi ")
    _said([dctaxi, "study", "run", "--name", "one", "--preset", "first", "--trials", "3"], tmp_path)
    assert "one" in _said([dctaxi, "study", "list"], tmp_path)


@pytest.mark.browser
@pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs Chromium and its driver")
def test_the_app_serves_this_machine_alone_and_answers_in_sentences(
    scripts: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    server = Server(home, installed=scripts / "dctaxi")
    tab = Tab(server)
    try:
        port = urlsplit(server.url).port
        assert port is not None
        with socket.socket() as other:  # an address of this machine that was not asked for
            assert other.connect_ex(("127.0.0.2", port)) != 0
        tab.open("")
        tab.until(lambda: "A search trains networks that predict taxi fares" in tab.text)
        (home / "studies.db").write_text("no database")
        tab.open("studies")
        tab.until(lambda: "studies.db" in tab.text)
        assert "Traceback" not in tab.text
    finally:
        tab.close()
        server.close()
