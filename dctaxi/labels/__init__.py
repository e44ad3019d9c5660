"""What everything is called and means: the one source of labels, units and help texts."""

from dctaxi.labels.hyperparameters import HYPERPARAMETERS, help_text, parameter_label
from dctaxi.labels.label import Label
from dctaxi.labels.launch import ENGINES, FEATURE_SETS, LOADERS, STUDY_OPTIONS
from dctaxi.labels.metrics import METRICS, OBJECTIVES
from dctaxi.labels.terms import TERMS

__all__ = [
    "ENGINES",
    "FEATURE_SETS",
    "HYPERPARAMETERS",
    "LOADERS",
    "METRICS",
    "OBJECTIVES",
    "STUDY_OPTIONS",
    "TERMS",
    "Label",
    "help_text",
    "parameter_label",
]
