"""What each plot is called and answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.search.labels.label import Label

PLOTS: Mapping[str, Label] = MappingProxyType({
    "importances": Label(
        "Importances",
        "How much each hyperparameter decides whether a trial is among the best. The seed's bar is "
        "the noise level: what does not reach above it can be dropped, what does deserves another "
        "look.",
    ),
    "parallel": Label(
        "Parallel coordinates",
        "One line per trial through the values of its hyperparameters; dark lines scored low. Look "
        "for the interval that the dark lines pass through, and search there next.",
    ),
    "contour": Label(
        "Contour",
        "The objective over a pair of hyperparameters. It shows two at a time only: what the "
        "others do is averaged into it.",
    ),
    "history": Label(
        "Optimisation history",
        "Every trial's value in the order of trials, the best so far, and what a constant "
        "predictor would score.",
    ),
    "learning_curve": Label(
        "Learning curve",
        "RMSE of the training batch and of the validation batch at each validation of one trial.",
    ),
    "distribution": Label(
        "Distribution",
        "How the objectives of whole populations are spread. The further up and left a curve runs, "
        "the better: at any objective it shows the share of trainings that do at least as well.",
    ),
    "landscape": Label(
        "Trained landscape",
        "Each cell is answered by trainings of its own. Dots are the trials of the study; a click "
        "on a cell shows its trainings.",
    ),
    "interpolation": Label(
        "Optuna's interpolation",
        "The same pair as Optuna's contour plot would fill it from the study's trials alone, in "
        "the colours of the trained landscape.",
    ),
    "repeats": Label(
        "Repeats",
        "Each dot is one more training of a trial with nothing changed but the seed. The diamond "
        "is what the trial scored in the study, the bar the median of its repeats with its 95 % "
        "interval.",
    ),
    "decades": Label(
        "Samples per order of magnitude",
        "Where 300 samples of a range fall. In equal steps nearly all lie in the highest order of "
        "magnitude; in log scale each gets as many as the next.",
    ),
})  # fmt: skip
