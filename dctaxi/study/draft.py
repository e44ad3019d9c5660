"""What is set for the next study, kept while it is being set: a JSON file for each draft.

A draft is a plan that need not be one yet: what people have typed stays as they typed it, right or
wrong, and whoever makes a study of it says what is wrong. Nobody names a draft; its id is a short
word that an address can hold.
"""

from __future__ import annotations

import dataclasses
import json
import re
import reprlib
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, get_args

from dctaxi.access import Action
from dctaxi.data import (
    DEFAULT_FEATURE_SET,
    DataSource,
    FeatureSet,
    SampleSource,
    source_from_json,
)
from dctaxi.errors import StudyError
from dctaxi.json_text import parse_json
from dctaxi.records import ObjectiveName, OverSeeds
from dctaxi.samplers import ASKERS, SAMPLERS, SamplerId
from dctaxi.space import SearchSpace, space_from_json
from dctaxi.structure import beyond, fields_of
from dctaxi.study.plan import AskerChoice
from dctaxi.training import DeviceChoice, EngineChoice, EngineId, LoaderId
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.workspace import Workspace

VERSION: Final = 1
"""Version of the JSON form."""

MOST_DRAFTS: Final = 200
"""Drafts that a workspace keeps; with one more the oldest goes."""

MAX_BYTES: Final = 512 * 1024
"""A hundred times a large draft; anything longer is another kind of file."""

_FOLDER = "drafts"
_ID = re.compile(r"[a-z0-9]{4,16}", re.ASCII)
_ID_LENGTH = 8
_LARGEST = 2**53 - 1
"""The largest whole number that a browser can show."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is set for the next study so far.

    Fields are called as in ``StudyPlan``; ``minutes`` is its time limit. ``name`` and ``objective``
    are None as long as nobody chose them. ``rows`` holds, by hyperparameter, what was typed beside
    the last valid ``space``, as the form that it was typed into reads it.

    Raises StudyError for what no form could hold.
    """

    space: SearchSpace
    source: DataSource = field(default_factory=SampleSource)
    feature_set: FeatureSet = DEFAULT_FEATURE_SET
    name: str | None = None
    n_trials: int | None = 100
    minutes: float | None = None
    sampler: SamplerId = "tpe"
    asker: AskerChoice = "auto"
    sampler_seed: int | None = 42
    objective: ObjectiveName | None = None
    engine: EngineChoice = "auto"
    device: DeviceChoice = "auto"
    loader: LoaderId = "memory"
    as_printed: bool = False
    round_size: int | None = None
    seeds_per_trial: int | None = 1
    over_seeds: OverSeeds = "median"
    enqueue: tuple[Mapping[str, Any], ...] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, known in _CHOICES.items():
            value = getattr(self, name)
            if value not in known and not (name == "objective" and value is None):
                raise beyond(
                    StudyError,
                    f"{name}: expected one of {', '.join(known)}, got {reprlib.repr(value)}.",
                )
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= _LARGEST:
                raise StudyError(f"{name}: expected a number from {least}, got {value!r}.")

    def to_json(self) -> dict[str, Any]:
        """Return the draft as plain JSON values; ``draft_from_json`` reads them."""
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return fields | {
            "version": VERSION,
            "space": self.space.to_json(),
            "source": self.source.to_json(),
            "enqueue": [dict(params) for params in self.enqueue],
            "rows": {name: dict(row) for name, row in self.rows.items()},
        }


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "feature_set": get_args(FeatureSet),
    "sampler": tuple(SAMPLERS),
    "asker": ("auto", *ASKERS),
    "objective": get_args(ObjectiveName),
    "engine": ("auto", *get_args(EngineId)),
    "device": get_args(DeviceChoice),
    "loader": get_args(LoaderId),
    "over_seeds": get_args(OverSeeds),
}

_LEAST: Mapping[str, int] = {
    "n_trials": 1,
    "minutes": 0,
    "sampler_seed": 0,
    "round_size": 1,
    "seeds_per_trial": 1,
}

_TYPES: Mapping[str, object] = {
    **dict.fromkeys(_CHOICES, str),
    **dict.fromkeys(_LEAST, int | None),
    "minutes": float | None,
    "objective": str | None,
    "name": str | None,
    "as_printed": bool,
    "enqueue": list[dict[str, Any]],
    "rows": dict[str, dict[str, Any]],
}


def draft_from_json(document: object) -> Draft:
    """Read a draft from plain JSON values.

    Raises StudyError (a key is unknown or missing, or a value is none that a form could hold),
    SpaceError (the space cannot be read) and DataError (the data source cannot be read).
    """
    values = fields_of(document, Draft, StudyError, noun="draft", version=VERSION, types=_TYPES)
    values["space"] = space_from_json(values["space"])
    if "source" in values:
        values["source"] = source_from_json(values["source"])
    values["enqueue"] = tuple(values.get("enqueue", ()))
    return Draft(**values)


def merged(before: Draft, mine: Draft, theirs: Draft) -> Draft:
    """Return a draft that two have changed since ``before``; where both did, as it is in ``mine``.

    Rows are looked at one by one.
    """
    values = {
        f.name: _merged(getattr(before, f.name), getattr(mine, f.name), getattr(theirs, f.name))
        for f in dataclasses.fields(Draft)
    }
    rows = {
        name: _merged(before.rows.get(name), mine.rows.get(name), theirs.rows.get(name))
        for name in {*mine.rows, *theirs.rows}
    }
    values["rows"] = {name: row for name, row in sorted(rows.items()) if row is not None}
    return Draft(**values)


def _merged(before: Any, mine: Any, theirs: Any) -> Any:
    return theirs if mine == before else mine


def new_draft_id() -> str:
    """Return an id that no draft has."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(_ID_LENGTH))


def latest_draft(workspace: Workspace) -> str | None:
    """Return the id of the draft that was changed last; None without any. Nothing is made."""
    found = _by_age(workspace)
    return found[-1].stem if found else None


def load_draft(draft_id: str, workspace: Workspace) -> Draft:
    """Return a draft. Raises a DcTaxiError that says which it is and why it cannot be read."""
    path = _path(draft_id, workspace)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _none(draft_id) from error
    if len(content) > MAX_BYTES:
        raise StudyError(
            f"Expected a draft of at most {MAX_BYTES // 1024} KiB in {path.name}, got "
            f"{len(content):,} bytes."
        )
    return draft_from_json(parse_json(content, StudyError))


def save_draft(draft_id: str, draft: Draft, workspace: Workspace) -> None:
    """Keep a draft in place of what its id had; only the last ``MOST_DRAFTS`` stay.

    Raises StudyError for a folder that cannot be written to, and WorkspaceError for one that cannot
    be made.
    """
    workspace.allow(Action.KEEP_DRAFT)
    path = _path(draft_id, workspace)
    folder = workspace.folder(_FOLDER)
    try:
        with replaced_as_a_whole(path) as part:
            part.write_text(json.dumps(draft.to_json()), encoding="utf-8")
    except OSError as error:
        raise StudyError(
            f"What you set could not be kept in {folder} ({error.strerror}): free some space or "
            "allow writing there. It stays in this tab until you close it."
        ) from error
    for old in _by_age(workspace)[:-MOST_DRAFTS]:
        old.unlink(missing_ok=True)


def _by_age(workspace: Workspace) -> list[Path]:
    aged = []
    for path in (workspace.root / _FOLDER).glob("*.json"):
        try:
            aged.append((path.stat().st_mtime_ns, path.name, path))
        except OSError:
            continue  # another server has just cleaned up
    return [path for _, _, path in sorted(aged) if _ID.fullmatch(path.stem)]


def _path(draft_id: str, workspace: Workspace) -> Path:
    if not _ID.fullmatch(draft_id):
        raise _none(draft_id)
    return workspace.root / _FOLDER / f"{draft_id}.json"


def _none(draft_id: str) -> StudyError:
    return StudyError(
        f"There is no draft {reprlib.repr(draft_id)} in this workspace any more: begin with the "
        "ranges shown here."
    )
