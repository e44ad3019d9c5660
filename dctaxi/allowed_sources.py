"""Where data may be read from: all places for one person on their own machine, fewer on a server
for many.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDERS_VARIABLE = "DCTAXI_DATA_FOLDERS"
HOSTS_VARIABLE = "DCTAXI_DATA_HOSTS"

_ADDRESS: Final = re.compile(r"([a-z0-9]+)://([^/?#]*)", re.IGNORECASE)
_READ_TWO_WAYS: Final = re.compile(r"[\\\s@%\x00-\x20\x7f]")
"""What a place may not hold, since of two libraries that read an address with it one may look at
another host than the other connects to. A password has no place in an address either.
"""


@dataclass(frozen=True, slots=True)
class AllowedSources:
    """The folders and hosts that data may come from; None stands for all of them.

    A folder is meant with everything below it, wherever links in it lead is looked at too. A host
    is a name such as ``data.example.org``; ``.example.org`` stands for all names that end so, and
    ``s3://name`` or ``gs://name`` for a bucket. What a person uploads is allowed everywhere.
    """

    folders: tuple[Path, ...] | None = None
    hosts: tuple[str, ...] | None = None

    @classmethod
    def current(cls) -> AllowedSources:
        """Return what ``DCTAXI_DATA_FOLDERS`` and ``DCTAXI_DATA_HOSTS`` name, all without them.

        Folders stand with a colon (Windows: a semicolon) between them, hosts with a comma; a
        variable that is set and empty allows none.
        """
        folders, hosts = os.environ.get(FOLDERS_VARIABLE), os.environ.get(HOSTS_VARIABLE)
        return cls(
            None
            if folders is None
            else tuple(
                Path(one).expanduser().resolve() for one in folders.split(os.pathsep) if one.strip()
            ),
            None
            if hosts is None
            else tuple(one.strip().lower() for one in hosts.split(",") if one.strip()),
        )

    def allows_path(self, path: Path) -> bool:
        """Tell whether a file or folder may be read, where links in its path lead."""
        if self.folders is None:
            return True
        real = path.resolve()
        return any(real.is_relative_to(folder.resolve()) for folder in self.folders)

    def allows_address(self, address: str) -> bool:
        """Tell whether the host or the bucket of an address with a protocol may be read."""
        if self.hosts is None:
            return True
        found = _ADDRESS.match(address)
        if found is None or _READ_TWO_WAYS.search(found[2]):
            return False
        if found[1].lower() in ("s3", "gs"):
            bucket = address.partition("://")[2].partition("/")[0]
            return f"{found[1]}://{bucket}".lower() in self.hosts
        name = _connected_to(address)
        return bool(name) and any(_names(host, name) for host in self.hosts)


def _names(host: str, name: str) -> bool:
    """Tell whether a host of the settings stands for a name that would be connected to."""
    if "://" in host:  # a bucket
        return False
    meant = _connected_to(f"https://{host.removeprefix('.')}")
    return name.endswith(f".{meant}") if host.startswith(".") else name == meant


def _connected_to(address: str) -> str:
    """Return the host that the library of all our web requests connects to; empty for none."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        return (parse_url(address).host or "").rstrip(".")
    except LocationParseError:  # no address at all, such as https://[x/
        return ""
