"""A private place for what kaen caches while it streams files.

Left alone, kaen keeps copies of files in the system's temporary folder, shares ``<tmp>/cache`` with
every other program of the machine, serves old copies of files that changed, and warns or fails over
metadata it looks for beside them.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dctaxi.data.files import Reading, addresses_of, opened, s3_is_anonymous

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dctaxi.workspace import Workspace

_LEFTOVER_AGE_S = 7 * 24 * 3600
_one_at_a_time = threading.RLock()


@contextmanager
def kaen_options(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Give the keyword arguments for ``ObjectStorageDataset``, good while the context is open.

    Iterate over the data set inside the context too, since kaen opens files then. Every context has
    a folder of its own under the workspace, so nothing stale is served, and removes it at the end.
    kaen can only be told its folder through fsspec's global settings: they are restored at the end,
    and a second thread waits until the first has left the context.
    """
    import fsspec.config

    root = workspace.folder("kaen-cache")
    _remove_leftovers(root)
    with (
        _one_at_a_time,
        tempfile.TemporaryDirectory(dir=root, ignore_cleanup_errors=True) as folder,
    ):
        settings = fsspec.config.conf
        before = {name: settings.get(name) for name in ("filecache", "s3")}
        settings["filecache"] = {**(before["filecache"] or {}), "cache_storage": folder}
        settings["s3"] = {**(before["s3"] or {}), "anon": s3_is_anonymous()}
        try:
            yield {
                "cache_dir": folder,
                "index_shards": True,  # else kaen takes a .meta folder beside the files for its own
                "stats_glob": None,
                "storage_options": {"anon": s3_is_anonymous()},
            }
        finally:
            for name, value in before.items():
                if value is None:
                    del settings[name]
                else:
                    settings[name] = value


def streamable(glob: str, options: Mapping[str, Any], workspace: Workspace) -> str:
    """Return a normalised glob of local files for kaen: the glob, or one of copies.

    kaen would fetch remote files itself, however slow, and from wherever a server sends it. The
    copies lie in the folder of ``options``, from :func:`kaen_options`, and go with it. Raises as
    ``load`` does.
    """
    reading = Reading(workspace)
    if glob.startswith("file://"):
        reading.check_place(glob)
        return glob
    folder = Path(tempfile.mkdtemp(dir=options["cache_dir"]))
    for number, address in enumerate(addresses_of(glob, reading)):
        with opened(address, reading) as stream, (folder / f"{number:04}.csv").open("wb") as copy:
            while chunk := stream.read(2**20):
                copy.write(chunk)
    return f"file://{folder.as_posix()}/*.csv"


def _remove_leftovers(root: Path) -> None:
    """Remove the folders of killed processes: those that nobody has written to for a week."""
    for folder in root.iterdir():
        with suppress(FileNotFoundError):  # another process may be leaving its context just now
            if time.time() - folder.stat().st_mtime > _LEFTOVER_AGE_S:
                shutil.rmtree(folder, ignore_errors=True)
