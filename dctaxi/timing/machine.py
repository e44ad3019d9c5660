"""What this machine took, beside what the references say that it would take.

Whatever takes time has a name, such as ``ask/tpe``, and a place: the power of two nearest to how
many trials there were, or to how many are trained or stored at once. Each keeps two sums, the
seconds that the reference expected and those that were measured; their ratio is what the machine
makes of the reference there. Between places it is interpolated, beyond them it stays.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.workspace import Workspace

VERSION: Final = 2
"""Version of the file; another one's content counts as nothing measured."""

_MOST_OF_BEFORE: Final = 1.0
"""What was measured before counts for at most as many seconds as what is measured now."""


class Factor(NamedTuple):
    """How many times the reference's seconds something takes, and whether that was measured."""

    value: float
    measured: bool


class Seen(NamedTuple):
    """Seconds that the reference expected, and those that were taken."""

    expected_s: float
    taken_s: float


@dataclass(frozen=True, slots=True)
class Machine:
    """What was measured, by name and place; ``measured_on`` is the day of the latest."""

    seen: Mapping[str, Mapping[int, Seen]] = field(default_factory=dict)
    measured_on: str = ""

    def factor(self, name: str, count: float = 1) -> Factor:
        """Return what this machine makes of the reference of a name, at a number of things.

        Where that was never measured, things of the same kind stand for it, else everything.
        """
        places = self.seen.get(name)
        if places:
            return Factor(_interpolated(places, math.log2(max(count, 1))), measured=True)
        kind = name.split("/")[0]
        alike = [_overall(p) for other, p in self.seen.items() if other.split("/")[0] == kind]
        known = alike or [_overall(places) for places in self.seen.values()]
        return Factor(median(known) if known else 1.0, measured=False)

    def having(self, name: str, count: float, expected_s: float, taken_s: float) -> Machine:
        """Return the machine with a measurement more; one that says nothing changes nothing."""
        if not (expected_s > 0 and taken_s > 0 and math.isfinite(taken_s / expected_s)):
            return self
        place = round(math.log2(max(count, 1)))
        places = dict(self.seen.get(name, {}))
        before = places.get(place, Seen(0.0, 0.0))
        weight = min(1.0, _MOST_OF_BEFORE * expected_s / before.expected_s) if before[0] else 0.0
        places[place] = Seen(
            weight * before.expected_s + expected_s, weight * before.taken_s + taken_s
        )
        return replace(
            self,
            seen={**self.seen, name: places},
            measured_on=datetime.now(UTC).date().isoformat(),
        )


def _overall(places: Mapping[int, Seen]) -> float:
    return sum(one.taken_s for one in places.values()) / sum(
        one.expected_s for one in places.values()
    )


def _interpolated(places: Mapping[int, Seen], place: float) -> float:
    """Return the ratio at a place: on straight lines between logarithms, flat beyond the ends."""
    known = sorted(places)
    ratios = [math.log(places[each].taken_s / places[each].expected_s) for each in known]
    if place <= known[0]:
        return math.exp(ratios[0])
    for left, right, low, high in zip(known, known[1:], ratios, ratios[1:], strict=False):
        if place <= right:
            return math.exp(low + (high - low) * (place - left) / (right - left))
    return math.exp(ratios[-1])


class _File(msgspec.Struct):
    version: int = 0
    seen: dict[str, dict[int, tuple[float, float]]] = {}
    measured_on: str = ""


def read_machine(workspace: Workspace) -> Machine:
    """Return what was measured; nothing where the file is missing, damaged or another version's."""
    try:
        file = msgspec.json.decode(_path(workspace).read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError):
        return Machine()
    seen = {
        name: {place: Seen(*both) for place, both in places.items() if min(both) > 0}
        for name, places in file.seen.items()
    }
    if file.version != VERSION:
        return Machine()
    return Machine({name: places for name, places in seen.items() if places}, file.measured_on)


def keep_machine(machine: Machine, workspace: Workspace) -> None:
    """Keep what was measured. What cannot be kept fails nobody's study."""
    path = _path(workspace)
    document: dict[str, Any] = {
        "version": VERSION,
        "seen": machine.seen,
        "measured_on": machine.measured_on,
    }
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_as_a_whole(path) as part:
            part.write_text(json.dumps(document, indent=1), encoding="utf-8")


def _path(workspace: Workspace) -> Path:
    return (workspace.machine or workspace.root) / "speed.json"
