"""What populations and repeats are asked to do: many trainings outside a study.

A plan decides every number that comes of it: the same plan on the same data gives the same rows.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import reprlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from dctaxi.data import (
    DEFAULT_FEATURE_SET,
    DataSource,
    FeatureSet,
    SampleSource,
    source_from_json,
)
from dctaxi.errors import PopulationError
from dctaxi.records import ObjectiveName, OverSeeds, TrialSpec
from dctaxi.samplers import AskerId, SamplerId
from dctaxi.space import SearchSpace, space_from_json
from dctaxi.structure import kind_and_fields
from dctaxi.training import MAX_SEEDS_PER_TRIAL, DeviceChoice, EngineId

VERSION: Final = 1
"""Version of the JSON form."""

MAX_TRAININGS: Final = 2**18
"""Most trainings of one plan: some hundred megabytes of rows."""

SEEDS: Final = 2**31 - 1
"""Seeds of weights, as many as the chapter's space has: 0 to 2^31 - 2."""

MAX_TITLE_LENGTH: Final = 200

_NOT_DECISIVE = ("title", "origin", "objective")
"""Fields that change no number of a training."""

PlanT = TypeVar("PlanT", bound="TrainingPlan")


class Search(NamedTuple):
    """A search in a plan: a sampler that is asked ``repeats`` times for so many ``trials``.

    ``asker`` is whose implementation of the sampler asks.
    """

    sampler: SamplerId
    asker: AskerId
    trials: int
    repeats: int
    round_size: int


@dataclass(frozen=True, kw_only=True)
class TrainingPlan:
    """What to train from which space, on which data, with which engine; which number counts.

    Every configuration is trained ``seeds_per_trial`` times and counts as one training, whose
    numbers are what ``over_seeds`` says of them. ``origin`` names the study that the plan was made
    from, ``title`` is for people. Raises PopulationError when something is out of its limits.
    """

    kind: ClassVar[str]
    space: SearchSpace = field(kw_only=False)
    source: DataSource = field(default_factory=SampleSource)
    feature_set: FeatureSet = DEFAULT_FEATURE_SET
    objective: ObjectiveName = "train_val_rmse"
    engine: EngineId = "fused"
    device: DeviceChoice = "auto"
    origin: str | None = None
    title: str = ""
    seeds_per_trial: int = 1
    over_seeds: OverSeeds = "median"

    def __post_init__(self) -> None:
        for name, choices in (
            ("feature_set", get_args(FeatureSet)),
            ("objective", get_args(ObjectiveName)),
            ("engine", get_args(EngineId)),
            ("device", get_args(DeviceChoice)),
            ("over_seeds", get_args(OverSeeds)),
        ):
            check_one_of(name, getattr(self, name), choices)
        check_whole("seeds_per_trial", self.seeds_per_trial, 1, MAX_SEEDS_PER_TRIAL)
        check_title(self.title)

    @property
    def trainings(self) -> int:
        """How many trainings the plan asks for."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The title, or the plan in words where it has none."""
        raise NotImplementedError

    @property
    def searches(self) -> tuple[Search, ...]:
        """The samplers that choose trainings on the way; none where all are known before."""
        return ()

    def specs(self) -> Sequence[TrialSpec]:
        """Return every training in the order in which they are to be done."""
        raise NotImplementedError

    def typical_specs(self) -> Sequence[TrialSpec] | None:
        """Return trainings that cost what all do; None where draws of the space do that."""
        return None

    def frame_columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns that tell the trainings apart, one entry for each of the specs.

        Each is ``[trainings]``, in the order of :meth:`specs`.
        """
        raise NotImplementedError

    def columns_between(self) -> Callable[[int, int], dict[str, NDArray[Any]]]:
        """Return what gives the entries of :meth:`frame_columns` from a first to before a last."""
        columns = self.frame_columns()
        return lambda first, last: {name: entries[first:last] for name, entries in columns.items()}

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values; one seed is left out, as all plans had once."""
        fields = {f.name: plain(getattr(self, f.name)) for f in dataclasses.fields(self)}
        if self.seeds_per_trial == 1:
            del fields["seeds_per_trial"], fields["over_seeds"]
        return {"version": VERSION, "kind": self.kind, **fields}

    @property
    def key(self) -> str:
        """Name of everything that decides the numbers, data aside: 16 hexadecimal digits."""
        text = json.dumps(self._decisive(), sort_keys=True, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _decisive(self) -> dict[str, Any]:
        """Return the fields that decide the numbers."""
        return {k: v for k, v in self.to_json().items() if k not in _NOT_DECISIVE}


def plain(value: Any) -> Any:
    """Return a field of a plan as plain JSON values."""
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def read_plan(
    cls: type[PlanT],
    document: object,
    *,
    types: Mapping[str, object] = MappingProxyType({}),
    **readers: Callable[[Any], object],
) -> PlanT:
    """Read a plan of this class from what its ``to_json`` gave.

    ``types`` are those of its JSON values that cannot be anything, by field; ``readers`` make of
    them what the plan holds.

    Raises PopulationError (no such plan), SpaceError and DataError (its space or source is none).
    """
    _, values = kind_and_fields(
        document, {cls.kind: cls}, PopulationError, tag="kind", noun=cls.kind, version=VERSION,
        types=types,
    )  # fmt: skip
    known_readers = {"space": space_from_json, "source": source_from_json, **readers}
    for key, reader in known_readers.items():
        if key in values:
            values[key] = reader(values[key])
    return cls(**values)


def check_whole(name: str, value: object, low: int, high: int) -> None:
    """Raise PopulationError unless a value is a whole number from low to high."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise PopulationError(
            f"{name}: expected a whole number from {low:,} to {high:,}, got {reprlib.repr(value)}."
        )


def check_one_of(name: str, value: object, choices: Sequence[str]) -> None:
    """Raise PopulationError unless a value is one of the choices."""
    if value not in choices:
        raise PopulationError(f"{name}: expected one of {', '.join(choices)}, got {value!r}.")


def check_title(title: object) -> None:
    """Raise PopulationError unless this is one line of text that a list has room for."""
    if not isinstance(title, str) or len(title) > MAX_TITLE_LENGTH or not title.isprintable():
        raise PopulationError(
            f"title: expected one line of at most {MAX_TITLE_LENGTH} characters, got "
            f"{reprlib.repr(title)}."
        )


def fresh_seeds(count: int, seed: int, used: Collection[int] = ()) -> tuple[int, ...]:
    """Return so many different seeds of weights, drawn with ``seed``; none of those used.

    Fewer of them are the first ones of more.
    """
    rng = np.random.default_rng(seed)
    taken = set(used)
    found: list[int] = []
    while len(found) < count:
        candidate = int(rng.integers(SEEDS))
        if candidate not in taken:
            taken.add(candidate)
            found.append(candidate)
    return tuple(found)
