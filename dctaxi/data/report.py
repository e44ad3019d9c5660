"""The report of the checks of one glob, for the ``data check`` command and the data page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dctaxi.data.columns import COLUMNS, Finding, RefusedFileError
from dctaxi.data.files import Reading, normalise_glob
from dctaxi.data.findings import set_findings
from dctaxi.data.loading import read_rows
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FareSummary:
    """Fares of a set in USD."""

    min: float
    mean: float
    max: float


@dataclass(frozen=True, slots=True)
class DataReport:
    """What the checks found. ``rows`` and ``fare_usd`` are None where the data cannot be used."""

    glob: str
    rows: int | None
    fare_usd: FareSummary | None
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the data can be trained on; warnings do not count against it."""
        return all(finding.severity != "error" for finding in self.findings)

    def to_json(self) -> dict[str, object]:
        """Return the report as plain values for a JSON file."""
        fares = self.fare_usd
        return {
            "glob": self.glob,
            "ok": self.ok,
            "rows": self.rows,
            "columns": list(COLUMNS),
            "fare_usd": None
            if fares is None
            else {"min": fares.min, "mean": fares.mean, "max": fares.max},
            "findings": [finding._asdict() for finding in self.findings],
        }


def check_glob(glob: str, workspace: Workspace) -> DataReport:
    """Read the files behind a glob and report on them; what is wrong is a finding, not an error."""
    try:
        address = normalise_glob(glob)
        rows, notes = read_rows(address, Reading(workspace))
    except RefusedFileError as error:
        return DataReport(address, None, None, (error.finding,))
    except DataError as error:
        return DataReport(glob, None, None, (Finding("error", glob, None, None, str(error)),))
    fares = rows[:, 0]
    summary = FareSummary(float(fares.min()), float(fares.mean()), float(fares.max()))
    return DataReport(address, len(rows), summary, notes + set_findings(rows, "data"))
