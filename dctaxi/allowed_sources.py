"""Where data may be read from: all places for one person on their own machine, fewer on a server
for many.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

FOLDERS_VARIABLE = "DCTAXI_DATA_FOLDERS"
HOSTS_VARIABLE = "DCTAXI_DATA_HOSTS"


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
        try:
            parts = urlsplit(address)
            name = (parts.hostname or "").rstrip(".")
        except ValueError:  # no address at all, such as https://[x/
            return False
        if parts.scheme in ("s3", "gs"):
            return f"{parts.scheme}://{parts.netloc}".lower() in self.hosts
        return any(
            name == host or (host.startswith(".") and name.endswith(host)) for host in self.hosts
        )
