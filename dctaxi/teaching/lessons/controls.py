"""Which controls of which page a lesson may set, lock or hide: the one table of their names.

The name of a control is the session key of its widget, or, on the pages that edit a space, the
hyperparameter whose row it is. A page honours a lesson through
``pages/components/shared/open_lesson.py``; a test opens every page with each of its controls locked
and hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dctaxi import labels
from dctaxi.hyperparameters import HYPERPARAMETERS, SCALARS
from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS
from dctaxi.searches import MAX_TRIALS
from dctaxi.teaching import log_scale
from dctaxi.teaching.batch_norm import MAX_STEPS, MIN_STEPS
from dctaxi.teaching.batch_norm_data import DATA
from dctaxi.teaching.narrowing.example import SEARCHED, STEPS
from dctaxi.teaching.network_shapes import MAX_LIST_LENGTH
from dctaxi.teaching.race import MAX_REPEATS, RACE_SPACES
from dctaxi.teaching.seed_luck import MAX_DRAW, MAX_SEEDS, MIN_SEEDS


@dataclass(frozen=True)
class Control:
    """A control in words, and what it takes: whole numbers in ``limits``, some of ``choices``
    (``many``: a list of them), a line of up to ``letters``, true or false where it has none of
    them. A ``row`` takes no value of its own: the lesson's space sets it.
    """

    title: str
    limits: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    letters: int = 0
    row: bool = False

    def takes(self, value: object) -> bool:
        """Tell whether the control can show a value."""
        if self.row:
            return False
        if self.many:
            # Strings may be looked up in a tuple whatever else a hostile list holds.
            return isinstance(value, tuple) and all(v in self.choices for v in value)
        if self.choices:
            return isinstance(value, str) and value in self.choices
        if self.limits:
            low, high = self.limits
            return type(value) is int and low <= value <= high
        if self.letters:
            return isinstance(value, str) and len(value) <= self.letters and value.isprintable()
        return isinstance(value, bool)

    @property
    def words(self) -> str:
        """What the control takes, for a sentence."""
        if self.row:
            return "no value: the lesson's space sets it"
        if self.choices:
            many = "a list of some of " if self.many else "one of "
            return many + ", ".join(self.choices)
        if self.limits:
            return f"a whole number from {self.limits[0]:,} to {self.limits[1]:,}"
        if self.letters:
            return f"a line of up to {self.letters:,} letters"
        return "true or false"


_ROWS = {name: Control(labels.parameter_label(name).label, row=True) for name in HYPERPARAMETERS}

YOURS = "yours"
"""The choice of the race that stands for the tab's own space."""

CONTROLS: Mapping[str, Mapping[str, Control]] = MappingProxyType({
    "new": _ROWS,
    "whatif": _ROWS,
    "scale": {
        "scale_low": Control("From", choices=log_scale.BOUNDS),
        "scale_high": Control("To", choices=log_scale.BOUNDS),
        "scale_samples": Control("Samples", limits=(2, log_scale.MAX_SAMPLES)),
        "scale_draw": Control("Draw", limits=(0, log_scale.MAX_DRAW)),
    },
    "network": {
        "network_list": Control("Hidden layers", letters=MAX_LIST_LENGTH),
        "network_norm": Control("Batch normalisation"),
        "network_seed": Control("Seed", limits=(0, int(SCALARS["seed"].high))),
    },
    "batch_norm": {
        "batch_norm_data": Control("Trips", choices=tuple(DATA)),
        "batch_norm_steps": Control("Training steps", limits=(MIN_STEPS, MAX_STEPS)),
    },
    "luck": {
        "luck_seeds": Control("Seeds", limits=(MIN_SEEDS, MAX_SEEDS)),
        "luck_draw": Control("Draw", limits=(0, MAX_DRAW)),
    },
    "race": {
        "race_space": Control("Space", choices=(*RACE_SPACES, YOURS)),
        "race_samplers": Control("Samplers", choices=tuple(SAMPLERS), many=True),
        "race_repeats": Control("Repeats", limits=(1, MAX_REPEATS)),
        "race_trials": Control("Trials each", limits=(1, MAX_TRIALS)),
        "race_seed": Control("Draw", limits=(0, MAX_SAMPLER_SEED)),
        "race_single": Control("One trial at a time"),
        "race_all_rows": Control("Judge on all validation rows"),
    },
    "ranges": {
        "ranges_step": Control("Step", choices=STEPS),
        "ranges_keep": Control("Keep a range for", choices=SEARCHED, many=True),
    },
})  # fmt: skip
"""By the page's address, then by name."""

ROW_PAGES = tuple(page for page, known in CONTROLS.items() if any(c.row for c in known.values()))
"""Pages whose controls are rows of a space."""
