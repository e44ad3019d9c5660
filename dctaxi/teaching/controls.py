"""Which controls of which page a lesson may set, lock or hide: the one table of their names.

The name of a control is the session key of its widget, or, on the pages that edit a space, the
hyperparameter whose row it is. A page honours a lesson through
``pages/components/lesson_controls.py``; a test opens every page with each of its controls locked
and hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.search import labels
from dctaxi.search.parameters import PARAMETERS

_ROWS = {name: labels.parameter_label(name).label for name in PARAMETERS}

CONTROLS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "space": _ROWS,
    "whatif": _ROWS,
    "race": {
        "race_space": "Space",
        "race_samplers": "Samplers",
        "race_repeats": "Repeats",
        "race_trials": "Trials each",
        "race_seed": "Draw",
        "race_single": "One trial at a time",
    },
})  # fmt: skip
"""By the page's address: what each control is called, by name."""

ROW_PAGES = ("space", "whatif")
"""Pages whose controls are rows of a space: a lesson sets them by its space."""
