"""One what-if: which ranges differ from the whole space, and how its population is drawn.

Everything in it is plain, so that it fits into session state and into an address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dctaxi.errors import DcTaxiError, PopulationError
from dctaxi.hyperparameters import place_of
from dctaxi.populations import DEFAULT_MEMBERS, MAX_SEED, PopulationPlan
from dctaxi.space import DrawMethod, describe_dimension, dimension_of, narrow
from pages.components.whatif import range_input

if TYPE_CHECKING:
    from dctaxi.space import Dimension, SearchSpace
    from pages.components.trained.origin import Start

BASELINE_SEED = MAX_SEED
"""The baseline's draw. No what-if may use it, since populations are compared as independent."""

MAX_MEMBERS = 65_536

_TITLE = "title="


@dataclass(frozen=True)
class WhatIf:
    """``changes`` holds texts as ``range_input`` reads them, by parameter, in a fixed order."""

    changes: tuple[tuple[str, str], ...] = ()
    n: int = DEFAULT_MEMBERS
    seed: int = 0
    method: DrawMethod = "random"
    title: str = ""

    def dimensions(self, space: SearchSpace) -> dict[str, Dimension]:
        """Return what each changed parameter may be. Raises SpaceError."""
        return {name: range_input.of_text(name, text, space) for name, text in self.changes}

    def narrowed(self, space: SearchSpace) -> SearchSpace:
        """Return the whole space with the changes made to it. Raises SpaceError."""
        for name, dimension in self.dimensions(space).items():
            space = narrow(space, name, dimension)
        return space

    def plan(self, start: Start) -> PopulationPlan:
        """Return the population to train. Raises SpaceError and PopulationError."""
        if self.n > MAX_MEMBERS or self.seed == BASELINE_SEED:
            raise PopulationError(
                f"Expected at most {MAX_MEMBERS:,} trainings and a seed below {BASELINE_SEED:,}."
            )
        return PopulationPlan(
            self.narrowed(start.space),
            self.n,
            self.seed,
            self.method,
            title=self.title,
            **start.setting,
        )

    def baseline(self, start: Start) -> PopulationPlan:
        """Return the population of the whole space that this one is compared with."""
        plan = PopulationPlan(start.space, self.n, BASELINE_SEED, self.method, **start.setting)
        return dataclasses.replace(plan, title="The whole space")

    def changed(self, name: str, dimension: Dimension | None, space: SearchSpace) -> WhatIf:
        """Return this what-if with another range for a parameter; None gives it its whole range."""
        changes = {key: text for key, text in self.changes if key != name}
        if dimension is not None and dimension != dimension_of(space, name):
            changes[name] = range_input.text_of(name, dimension, space)
        ordered = sorted(changes.items(), key=lambda item: place_of(item[0]))
        return dataclasses.replace(self, changes=tuple(ordered), title="")

    def words(self, space: SearchSpace) -> str:
        """Return the changes in words, short enough for a card."""
        if not self.changes:
            return "The whole space"
        found = self.dimensions(space)
        return ", ".join(f"{name} {describe_dimension(found[name])}" for name in found)

    def name(self, space: SearchSpace) -> str:
        """Return the title, or the changes in words where nobody gave one."""
        return self.title or self.words(space)

    def same_numbers(self, other: WhatIf) -> bool:
        """Tell whether both ask for the same trainings: whether they differ in title only."""
        return dataclasses.replace(self, title="") == dataclasses.replace(other, title="")

    def to_text(self) -> str:
        """Return the what-if in one word of an address, such as ``n=256;seed=0;lr=0.02:0.05``."""
        words = [f"n={self.n}", f"seed={self.seed}"]
        words += [] if self.method == "random" else [f"method={self.method}"]
        words += [f"{name}={text.replace(' ', '')}" for name, text in self.changes]
        # The title comes last, since it may hold anything, the separator included.
        return ";".join([*words, *([_TITLE + self.title] if self.title else [])])


def from_text(text: str, start: Start) -> WhatIf:
    """Read what ``to_text`` gave. Raises PopulationError and SpaceError with a sentence."""
    words, _, title = f";{text}".partition(f";{_TITLE}")
    fields = dict(word.partition("=")[::2] for word in words.split(";") if word)
    try:
        n, seed = int(fields.pop("n", DEFAULT_MEMBERS)), int(fields.pop("seed", 0))
    except ValueError as error:
        raise PopulationError(
            f"Expected whole numbers as n and seed, but the address has {text!r}."
        ) from error
    method: Any = fields.pop("method", "random")
    read = WhatIf(n=n, seed=seed, method=method)
    for name, text in fields.items():
        read = read.changed(name, range_input.of_text(name, text, start.space), start.space)
    read = dataclasses.replace(read, title=title)
    read.plan(start)
    return read


def from_json(stored: Mapping[str, Any]) -> WhatIf:
    """Read what ``dataclasses.asdict`` gave."""
    changes = tuple((name, text) for name, text in stored["changes"])
    return WhatIf(**{**stored, "changes": changes})


def problem(what_if: WhatIf, start: Start) -> str | None:
    """Return why a what-if cannot be trained, None where it can."""
    try:
        what_if.plan(start)
    except DcTaxiError as error:
        return str(error)
    return None
