"""What everything is called and means: the one source of labels, units and help texts."""

from dctaxi.search.labels.glossary import GLOSSARY, Entry, entry_of, find, plot_term
from dctaxi.search.labels.hyperparameters import HYPERPARAMETERS, help_text, parameter_label
from dctaxi.search.labels.label import Label
from dctaxi.search.labels.launch import ENGINES, FEATURE_SETS, LOADERS, STUDY_OPTIONS
from dctaxi.search.labels.metrics import METRICS, OBJECTIVES
from dctaxi.search.labels.plots import PLOTS
from dctaxi.search.labels.samplers import SAMPLERS
from dctaxi.search.labels.terms import TERMS

__all__ = [
    "ENGINES",
    "FEATURE_SETS",
    "GLOSSARY",
    "HYPERPARAMETERS",
    "LOADERS",
    "METRICS",
    "OBJECTIVES",
    "PLOTS",
    "SAMPLERS",
    "STUDY_OPTIONS",
    "TERMS",
    "Entry",
    "Label",
    "entry_of",
    "find",
    "help_text",
    "parameter_label",
    "plot_term",
]
