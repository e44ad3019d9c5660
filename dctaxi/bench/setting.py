"""What is measured on: this machine's processor, and the sample data as files."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import numpy as np

from dctaxi.data import COLUMNS, SampleSource, load_tables
from dctaxi.workspace import Workspace


def processor() -> str:
    """Return the processor's name, as the system tells it, and the number of its cores."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores"


def sample_files(source: SampleSource, workspace: Workspace) -> tuple[str, str]:
    """Write training and validation rows as CSV into the workspace; return the globs of the two.

    That is how the chapter's loop reads them.
    """
    tables = load_tables(source, workspace)
    globs = []
    for name, rows in (("train", tables.train), ("valid", tables.val)):
        path = workspace.folder("csv") / f"{name}.csv"
        np.savetxt(path, rows, delimiter=",", header=",".join(COLUMNS), comments="", fmt="%.17g")
        globs.append(f"file://{path}")
    return globs[0], globs[1]
