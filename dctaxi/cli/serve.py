"""``serve``: serves the app, to one person or to a class; ``class`` looks after one."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from dctaxi.access import LOCAL
from dctaxi.classroom import (
    VARIABLE,
    address_in_network,
    delete_class,
    read_settings,
    renew_code,
    write_settings,
)
from dctaxi.cli import app
from dctaxi.cli.destination import say
from dctaxi.cli.options import Actions, add_action, add_group
from dctaxi.cli.output import write_result
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, CodeName

_NEW = ""
"""What ``--class`` is without a file."""


_CODES: Final[dict[str, CodeName]] = {
    "students": "code",
    "teachers": "teacher_code",
    "viewers": "viewer_code",
}


def add_commands(commands: Actions) -> None:
    """Add ``serve`` and ``class``."""
    parser = commands.add_parser("serve", help="serve the app, to one person or to a class")
    parser.add_argument(
        "--class",
        dest="class_file",
        metavar="FILE",
        nargs="?",
        const=_NEW,
        help="serve a class with the settings in FILE (default: class/class.toml in the "
        "workspace; it is created with new codes if it is missing)",
    )
    parser.add_argument(
        "--address", help="address to listen on (default 127.0.0.1, or the class's)"
    )
    parser.add_argument(
        "--port", type=app.port_number, help="port to listen on (default 8501, or the class's)"
    )
    parser.set_defaults(run=run)
    actions = add_group(commands, "class", "manage a class")
    code = add_action(
        actions,
        "code",
        "replace the code that students enter with; nobody in the class is thrown out",
        run_code,
        storage=False,
    )
    code.add_argument(
        "--of",
        choices=list(_CODES),
        default="students",
        help="whose code to replace (default: students)",
    )
    delete = add_action(
        actions,
        "delete",
        "delete everything in a class except its settings; this cannot be undone",
        run_delete,
        storage=False,
    )
    for parser in (code, delete):
        parser.add_argument("file", metavar="FILE", help="the class's settings")


def run(options: Namespace) -> int:
    """Serve until it is stopped. Raises ClassError, and DcTaxiError without the app's pages."""
    settings = None
    os.environ["DCTAXI_HOME"] = str(Workspace.current().root)
    if options.class_file is None:
        os.environ.pop(VARIABLE, None)
    else:
        path = Path(options.class_file or default_file()).expanduser().resolve()
        settings = read_settings(path) if path.exists() else write_settings(path)
        os.environ |= {VARIABLE: str(path), "DCTAXI_HOME": str(settings.folder)}
        # Whoever says of whom a request is said to come must be a proxy that was named.
        os.environ.setdefault("FORWARDED_ALLOW_IPS", "127.0.0.1" if settings.secure else "")
        os.environ.pop("DCTAXI_STORAGE", None)  # everybody has a database of their own
    served = server_settings(options, settings)
    app.check_port(
        str(served.get("server.address", "127.0.0.1")), int(str(served.get("server.port", 8501)))
    )
    if settings is not None:
        say(welcome(settings, path, options.address, options.port))
    app.serve(served)
    return 0


def run_code(options: Namespace) -> int:
    """Put a new code into the settings of a class, and print it. Raises ClassError."""
    name = _CODES[options.of]
    code = getattr(renew_code(Path(options.file), LOCAL, name), name)
    text = f"From now on {options.of} enter with {code}; nobody in the class is thrown out."
    write_result({name: code}, options.json, text=text)
    return 0


def run_delete(options: Namespace) -> int:
    """Delete a class. Raises ClassError."""
    settings = read_settings(Path(options.file))
    delete_class(settings, LOCAL)
    text = f"Deleted everything in {settings.title} except its settings, {options.file}."
    write_result({"deleted": settings.title}, options.json, text=text)
    return 0


def server_settings(options: Namespace, settings: ClassSettings | None) -> dict[str, object]:
    """Return how Streamlit serves, as far as it is not as in the app's own settings."""
    served: dict[str, object] = {"server.headless": True}
    address = options.address or (settings.address if settings else None)
    port = options.port or (settings.port if settings else None)
    served |= {"server.address": address} if address else {}
    served |= {"server.port": port} if port else {}
    if settings is None:
        return served
    base = urlsplit(settings.base_url)
    hosts = list(settings.allowed_hosts)
    if base.hostname:
        served["browser.serverAddress"] = base.hostname
        hosts += ["localhost", "127.0.0.1", base.hostname]
    served["server.allowedHosts"] = list(dict.fromkeys(hosts)) or ["*"]
    if base.path:
        served["server.baseUrlPath"] = base.path.strip("/")
    return served


def default_file() -> Path:
    """Return where the settings of a class are that nobody named."""
    return Workspace.current().root / "class" / "class.toml"


def welcome(
    settings: ClassSettings, path: Path, address: str | None = None, port: int | None = None
) -> str:
    """Return what a teacher needs to know at the start; ``address`` and ``port``, which the server
    listens on, go before the settings'.
    """
    host = address or settings.address
    if host in ("", "0.0.0.0", "::"):  # everywhere
        host = address_in_network() or "<this machine>"
    elif ":" in host:
        host = f"[{host}]"
    url = settings.base_url or f"http://{host}:{port or settings.port}"
    return (
        f"{settings.title}: {url}\n"
        f"Students enter with {settings.code}, teachers with {settings.teacher_code}.\n"
        f"Limits, address and codes are set in {path}; all the class does is kept next to it."
    )
