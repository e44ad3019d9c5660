"""Which controls of which page a lesson may set, lock or hide: the one table of their names.

The name of a control is the session key of its widget, or, on the pages that edit a space, the
hyperparameter whose row it is. A page honours a lesson through
``pages/components/shared/open_lesson.py``; a test opens every page with each of its controls locked
and hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi import labels
from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS
from dctaxi.searches import MAX_TRIALS
from dctaxi.teaching.control import Control
from dctaxi.teaching.learn_pages import LEARN_PAGES
from dctaxi.teaching.race import MAX_REPEATS, RACE_SPACES

_ROWS = {name: Control(labels.parameter_label(name).label, row=True) for name in HYPERPARAMETERS}

YOURS = "yours"
"""The choice of the race that stands for the tab's own space."""

CONTROLS: Mapping[str, Mapping[str, Control]] = MappingProxyType({
    "new": _ROWS,
    "whatif": _ROWS,
    "race": {
        "race_space": Control("Space", choices=(*RACE_SPACES, YOURS)),
        "race_samplers": Control("Samplers", choices=tuple(SAMPLERS), many=True),
        "race_repeats": Control("Repeats", limits=(1, MAX_REPEATS)),
        "race_trials": Control("Trials each", limits=(1, MAX_TRIALS)),
        "race_seed": Control("Draw", limits=(0, MAX_SAMPLER_SEED)),
        "race_single": Control("One trial at a time"),
        "race_all_rows": Control("Judge on all validation rows"),
    },
    **{page.id: page.controls for page in LEARN_PAGES if page.controls},
})  # fmt: skip
"""By the page's address, then by name."""

ROW_PAGES = tuple(page for page, known in CONTROLS.items() if any(c.row for c in known.values()))
"""Pages whose controls are rows of a space."""
