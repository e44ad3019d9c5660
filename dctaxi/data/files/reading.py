"""One reading of sources: where it may go, how long it may take, and who may end it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dctaxi.data.files.local_paths import no_path, path_in
from dctaxi.errors import DataError, StoppedError
from dctaxi.records import ShouldStop, never_stop

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

MAX_READING_S = 15 * 60
"""Of all files of a source together: four gigabytes at five megabytes a second, and a quarter."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading may do: to read what the workspace allows, until somebody asks to stop and
    for a quarter of an hour at most.
    """

    workspace: Workspace
    should_stop: ShouldStop = never_stop
    began: float = field(default_factory=time.monotonic)

    def check_place(self, address: str) -> None:
        """Raise ``DataError`` for an address, with its protocol, that may not be read here.

        Uploads of the workspace may be read wherever they lie.
        """
        protocol, _, rest = address.partition("://")
        sources = self.workspace.sources
        if protocol != "file":
            if not sources.allows_address(address):
                hosts = ", ".join(sources.hosts or ()) or "none"
                raise DataError(
                    f"Data may be read here from these hosts: {hosts}; {address} is on another: "
                    "upload the file instead."
                )
            return
        try:
            path = Path(path_in(rest))
            uploads = (self.workspace.root / "uploads").resolve()
            allowed = path.resolve().is_relative_to(uploads) or sources.allows_path(path)
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a zero byte
            raise no_path(rest) from error
        if not allowed:
            folders = ", ".join(map(str, sources.folders or ())) or "none"
            raise DataError(
                f"Data may be read here from these folders: {folders}; {rest} lies elsewhere: "
                "upload the file instead."
            )

    def check_kept(self, address: str) -> None:
        """Raise ``DataError`` for the address of an upload that the workspace no longer keeps."""
        path = Path(path_in(address))
        uploads = (self.workspace.root / "uploads").absolute()
        if path.is_relative_to(uploads) and not path.exists():
            raise DataError(
                f"{path.name} was uploaded and is no longer kept here: upload it again on Data."
            )

    def check_time(self, address: str) -> None:
        """Raise ``StoppedError`` where somebody asked to stop, ``DataError`` where it took long."""
        if self.should_stop():
            raise StoppedError("Reading the data was stopped.")
        if time.monotonic() - self.began > MAX_READING_S:
            raise DataError(
                f"{address} had not come after {MAX_READING_S / 60:g} minutes; use a local copy, "
                "or a part of it."
            )
