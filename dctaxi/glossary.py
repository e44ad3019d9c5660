"""Every explanation of the program in one list, under the word by which an address finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dctaxi import labels
from dctaxi.labels import Label
from dctaxi.plots import gallery
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
    """Return the glossary's word for a plot, given its name."""
    return f"{plot}-plot"


def entry_of(label: Label) -> Entry | None:
    """Return the entry with a label's explanation; a layer's width has that of all widths."""
    return next((entry for entry in GLOSSARY.values() if entry.label.help == label.help), None)


_GROUPS: tuple[tuple[str, Mapping[Any, Label], str, str], ...] = (
    # What it holds, the labels, what follows their names in the glossary's words, and the page.
    ("Words", labels.TERMS, "", "trials"),
    ("Hyperparameters", labels.HYPERPARAMETERS, "", "new"),
    ("Samplers", {s.id: s.label for s in SAMPLERS.values()}, "", "new"),
    ("Numbers", labels.METRICS, "", "trials"),
    ("Plots", {name: plot.label for name, plot in gallery.PLOTS.items()}, plot_term(""), "trials"),
    ("Launching a study", labels.STUDY_OPTIONS, "-option", "new"),
    ("Engines", labels.ENGINES, "-engine", "new"),
    ("Loaders", labels.LOADERS, "-loader", "new"),
    ("Feature sets", labels.FEATURE_SETS, "-features", "data"),
)

_PAGES: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(
        ("hyperparameter", "space", "conditional", "configuration", "sampler", "objective", "round",
         "constant-liar"),
        "new",
    ),
    "study": "studies",
    **dict.fromkeys(
        ("population", "member", "median", "quantile", "ecdf", "expected-best", "inconclusive",
         "interval", "child-study", "diverged", "interaction"),
        "whatif",
    ),
    "best-so-far": "compare",
    **dict.fromkeys(("model", "ensemble"), "model"),
    "shrinkage": "whatif",
    "log-scale": "scale",
    **dict.fromkeys(
        ("network", "weights", "step", "epoch", "gradient", "num_layers",
         "num_hidden_layer_neurons"),
        "network",
    ),
    "running-statistics": "batch_norm",
    "seed": "luck",
    **dict.fromkeys(("constant-answer", "easy-batch"), "easy_batch"),
    "draw": "race",
    **dict.fromkeys(("density", "kernel", "prior", "candidate"), "tpe"),
    # The first page that shows a plot, so that the later ones are written first.
    **{
        plot_term(plot.name): page
        for page, plots in reversed(list(gallery.PAGES.items()))
        for plot in plots
    },
})  # fmt: skip
"""Where a word is met, if not on the page of its group."""


def _entries() -> Iterator[Entry]:
    for group, known, ending, page in _GROUPS:
        for name, label in known.items():
            term = f"{name}{ending}"
            yield Entry(term, group, label, _PAGES.get(term, page))


GLOSSARY: Mapping[str, Entry] = MappingProxyType({entry.term: entry for entry in _entries()})
"""Every entry by its word, group by group."""
