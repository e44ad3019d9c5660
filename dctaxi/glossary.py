"""Every explanation of the program in one list, under the word by which an address finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dctaxi.labels import (
    ENGINES,
    FEATURE_SETS,
    HYPERPARAMETERS,
    LOADERS,
    METRICS,
    PLOTS,
    STUDY_OPTIONS,
    TERMS,
    Label,
)
from dctaxi.samplers import SAMPLERS


@dataclass(frozen=True, slots=True)
class Entry:
    """One explanation. ``page`` is where it is met, by its id; ``term`` stands in
    the address.
    """

    term: str
    group: str
    label: Label
    page: str

    def matches(self, words: str) -> bool:
        """Tell whether each of some words stands in the name or the explanation."""
        text = f"{self.label.label} {self.term} {self.label.help}".casefold()
        return all(word in text for word in words.casefold().split())


def find(words: str) -> list[Entry]:
    """Return the entries in which each of some words stands, those with all in the name first."""
    found = [entry for entry in GLOSSARY.values() if entry.matches(words)]
    wanted = words.casefold().split()
    return sorted(
        found, key=lambda entry: not all(word in entry.label.label.casefold() for word in wanted)
    )


def plot_term(plot: str) -> str:
    """Return the glossary's word for a plot of ``PLOTS``."""
    return f"{plot}-plot"


def entry_of(label: Label) -> Entry | None:
    """Return the entry with a label's explanation; a layer's width has that of all widths."""
    return next((entry for entry in GLOSSARY.values() if entry.label.help == label.help), None)


_GROUPS: tuple[tuple[str, Mapping[Any, Label], str, str], ...] = (
    # What it holds, the labels, what follows their names in the glossary's words, and the page.
    ("Words", TERMS, "", "trials"),
    ("Hyperparameters", HYPERPARAMETERS, "", "space"),
    ("Samplers", {s.id: s.label for s in SAMPLERS.values()}, "", "launch"),
    ("Numbers", METRICS, "", "trials"),
    ("Plots", PLOTS, plot_term(""), "plots"),
    ("Launching a study", STUDY_OPTIONS, "-option", "launch"),
    ("Engines", ENGINES, "-engine", "launch"),
    ("Loaders", LOADERS, "-loader", "launch"),
    ("Feature sets", FEATURE_SETS, "-features", "data"),
)

_PAGES: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("hyperparameter", "space", "conditional", "configuration"), "space"),
    **dict.fromkeys(("sampler", "objective", "round", "constant-liar"), "launch"),
    "study": "studies",
    **dict.fromkeys(
        ("population", "member", "median", "quantile", "ecdf", "expected-best", "within-noise",
         "interval", "child-study", "diverged", "distribution-plot"),
        "whatif",
    ),
    **dict.fromkeys(
        ("importances-plot", "parallel-plot", "contour-plot", "history-plot",
         "learning_curve-plot"),
        "trials",
    ),
    **dict.fromkeys(
        ("progress-plot", "studies_ecdf-plot", "importance_sides-plot", "differences-plot",
         "best-so-far"),
        "compare",
    ),
    **dict.fromkeys(
        ("landscape-plot", "interpolation-plot", "interpolation", "interaction"),
        "landscape",
    ),
    **dict.fromkeys(("repeats-plot", "shrinkage"), "seeds"),
    **dict.fromkeys(("decades-plot", "rates-plot", "log-scale"), "scale"),
    **dict.fromkeys(
        ("network", "weights", "step", "epoch", "gradient", "num_layers",
         "num_hidden_layer_neurons", "network-plot", "trace-plot"),
        "network",
    ),
    **dict.fromkeys(("settling-plot", "modes-plot", "running-statistics"), "batch_norm"),
    **dict.fromkeys(("seed_luck-plot", "seed"), "luck"),
    **dict.fromkeys(("race-plot", "draw"), "race"),
    **dict.fromkeys(("tpe-plot", "density", "kernel", "prior", "candidate"), "tpe"),
    "replay-plot": "replay",
})  # fmt: skip
"""Where a word is met, if not on the page of its group."""


def _entries() -> Iterator[Entry]:
    for group, known, ending, page in _GROUPS:
        for name, label in known.items():
            term = f"{name}{ending}"
            yield Entry(term, group, label, _PAGES.get(term, page))


GLOSSARY: Mapping[str, Entry] = MappingProxyType({entry.term: entry for entry in _entries()})
"""Every entry by its word, group by group."""
