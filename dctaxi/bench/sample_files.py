"""The sample data as CSV files, which is how the chapter's loop reads it."""

from __future__ import annotations

import numpy as np

from dctaxi.data.columns import COLUMNS
from dctaxi.data.loading import load_tables
from dctaxi.data.sources import SampleSource
from dctaxi.workspace import Workspace


def sample_files(source: SampleSource, workspace: Workspace) -> tuple[str, str]:
    """Write training and validation rows into the workspace; return the globs of the two."""
    tables = load_tables(source, workspace)
    globs = []
    for name, rows in (("train", tables.train), ("valid", tables.val)):
        path = workspace.folder("csv") / f"{name}.csv"
        np.savetxt(path, rows, delimiter=",", header=",".join(COLUMNS), comments="", fmt="%.17g")
        globs.append(f"file://{path}")
    return globs[0], globs[1]
