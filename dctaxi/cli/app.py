"""``app``: starts the app, from an installed package or from a checkout."""

from __future__ import annotations

import errno
import os
import runpy
import socket
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from pathlib import Path

from dctaxi.cli.options import Actions
from dctaxi.errors import DcTaxiError

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "served", _PACKAGE.parent)
"""Where ``app.py`` lies: in a built package (``pyproject.toml`` places it there), in a checkout."""


def add_commands(commands: Actions) -> None:
    """Add ``app``."""
    parser = commands.add_parser("app", help="start the app and open it in the browser")
    parser.add_argument("--port", type=port_number, help="port to serve on (default 8501)")
    parser.add_argument(
        "--address",
        help="address to serve on (default 127.0.0.1, which nobody else can reach)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address instead of opening the browser"
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Serve the app until it is stopped.

    Raises DcTaxiError where the pages are not there.
    """
    asked = {
        "server.port": options.port,
        "server.address": options.address,
        "server.headless": options.no_browser or None,
    }
    serve({name: value for name, value in asked.items() if value is not None})
    return 0


def serve(settings: Mapping[str, object]) -> None:
    """Serve the app in this process until it is stopped, with settings of Streamlit's to change.

    Streamlit reads ``.streamlit/config.toml`` beside the script that is named first among the
    arguments, so ``app.py`` takes the place of the console script there: beside that one there are
    no settings, and the server would listen on every network card. Raises DcTaxiError where the
    pages are not there.
    """
    script = _script()
    sys.argv = [str(script)]
    sys.path.insert(0, str(script.parent))
    application = runpy.run_path(str(script))["app"]
    application.run(config=settings)


def check_port(address: str, port: int) -> None:
    """Raise DcTaxiError where another program listens on a port of this machine."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":  # as the server does: a port that was just left is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:  # of the rest the server speaks itself
                raise DcTaxiError(f"Port {port} is in use. Choose another with --port.") from error


def _script() -> Path:
    for folder in _FOLDERS:
        settings = folder / ".streamlit" / "config.toml"
        if (script := folder / "app.py").is_file() and settings.is_file():
            return script
    raise DcTaxiError(
        f"The pages of the app are not beside {_PACKAGE}: install the package again, or start it "
        "from a checkout with `make app`."
    )


def port_number(text: str) -> int:
    """Read a port that a server can listen on."""
    if text.isdecimal() and 1 <= int(text[:6]) <= 65_535:
        return int(text)
    raise ArgumentTypeError(f"expected a port from 1 to 65535, not {text!r}")
