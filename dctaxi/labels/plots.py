"""What each plot is called and answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.labels.label import Label

PLOTS: Mapping[str, Label] = MappingProxyType({
    "importances": Label(
        "Importances",
        "How much each hyperparameter matters, with 95 % intervals. The shaded floor is what "
        "hyperparameters without any effect reach here: permuted copies of each, and the random "
        "seed. What does not reach above it can be dropped, what does deserves another look.",
    ),
    "parallel": Label(
        "Parallel coordinates",
        "One line per trial through the values of its hyperparameters to its objective; the "
        "strongest lines scored best, dashed ones have no result. Look for the interval that the "
        "strong lines pass through, and drag along the axis to keep only that: table and plots "
        "follow. A trial that lacks a conditional hyperparameter passes through \"not used\".",
    ),
    "contour": Label(
        "Contour",
        "The median objective of the trials in each cell of a pair of hyperparameters; cells "
        "without a trial stay blank, for nothing is known there. Points are trials, crosses those "
        "without a result; on an axis of categories they are spread within their cell. It shows "
        "two hyperparameters at a time only: what the others do is averaged into it.",
    ),
    "history": Label(
        "Optimisation history",
        "Does the search still get better, and is it better than luck? Every trial's value in the "
        "order of trials, the best so far, and what the constant answer scores. Where the "
        "sampler drew at random, the band is what the best of so many random trials is expected "
        "to be.",
    ),
    "slice": Label(
        "Slices",
        "At which values of one hyperparameter were the trials good, whatever the others did? A "
        "point is a trial, later ones stand out more; a bar is the median of a stretch with five "
        "trials or more.",
    ),
    "rank": Label(
        "Rank plot",
        "Where do the best trials lie among the others? Every trial over two hyperparameters, "
        "coloured by its rank alone, so that no outlier takes the colours; across the order of "
        "trials it shows where the sampler went. Points that share a category are spread.",
    ),
    "curves": Label(
        "Learning curves",
        "Had the trials settled when they ended, and does validation follow training? RMSE at "
        "each validation of the best trials and of those that you picked.",
    ),
    "ecdf": Label(
        "Distribution of objectives",
        "How much of the search was any good? At each objective, the share of trials that did at "
        "least as well; the further up and left, the better the space.",
    ),
    "timeline": Label(
        "Timeline",
        "Which trials were trained together, and where did the time go? A block is a round: its "
        "trials upwards, its time across. All trials of a round were asked for before any of "
        "their results was known.",
    ),
    "duration": Label(
        "Duration against size",
        "What does a larger network or a longer training cost? Training time over trained "
        "parameters times rows seen.",
    ),
    "honesty": Label(
        "Train/validation honesty",
        "Does the objective promise what the network holds? RMSE in USD: left, the same training "
        "batch in training mode, as the objective counts it, and in evaluation mode, as the "
        "finished network answers; right, that answer beside the validation batch. On the dashed "
        "line both are alike.",
    ),
    "progress": Label(
        "Best so far",
        "Which search got further, with as many trials and in as much time? The best objective so "
        "far; studies that differ only in their sampler's seed are repeats of one search, drawn as "
        "their median and a band from the lowest to the highest.",
    ),
    "studies_ecdf": Label(
        "Distributions",
        "Which search found more that was good? At each objective, the share of a search's trials "
        "that did at least as well. For samplers that draw at random it tells which space is "
        "better, for those that learn also how soon they settled.",
    ),
    "importance_sides": Label(
        "Importances side by side",
        "Does the same matter everywhere? How much each hyperparameter decides whether a trial is "
        "among the best tenth of its search. The narrower a range, the less is left to decide.",
    ),
    "differences": Label(
        "What differs",
        "In what do these searches differ at all? Every setting and range that is not the same in "
        "all of them.",
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
    "settling": Label(
        "Running statistics",
        "Where the average training trip comes out of the first batch normalisation in evaluation "
        "mode, a line for each feature, in deviations of the feature: 0 is right, and is what "
        "training mode gives. Nearer than 0.01 is drawn at 0.01.",
    ),
    "modes": Label(
        "One training, both modes",
        "One network with batch normalisation, looked at after every step: the RMSE of the "
        "training batch in training mode, as the objective counts it, and of the same batch in "
        "evaluation mode, as the finished network answers.",
    ),
    "seed_luck": Label(
        "Luck beside the whole search",
        "Above, the trials of the search; below, its best configuration with other seeds and "
        "nothing else changed. A dot is a training, a box holds the middle half with its median, "
        "whiskers reach from 5 to 95 %.",
    ),
    "decades": Label(
        "Samples per order of magnitude",
        "Where 300 samples of a range fall. In equal steps nearly all lie in the highest order of "
        "magnitude; in log scale each gets as many as the next.",
    ),
    "rates": Label(
        "Learning rates and what they scored",
        "A point for each network: the learning rate that was drawn for it and the objective that "
        "came of it. The band is where the rates of the best tenth lie; a scale that seldom draws "
        "there seldom finds a good network.",
    ),
    "network": Label(
        "Network",
        "A row of dots for the features, for each hidden layer and for the fare; a line is a "
        "weight. Squares are batch normalisations: one for each number that enters the next "
        "layer.",
    ),
    "trace": Label(
        "Training, step by step",
        "How far off the network is after each training step, on the batch that it just learned "
        "from and on trips that it never learns from. The dotted line is what always answering the "
        "mean fare would score.",
    ),
    "race": Label(
        "Race of samplers",
        "The best objective so far after each trial: the median of a sampler's repeats, and a band "
        "that holds the middle half of them. Where bands overlap, ask the sentence below whether "
        "the difference is more than noise.",
    ),
    "tpe": Label(
        "Densities and candidates",
        "Above, the densities l of the good and g of the bad trials along one hyperparameter; "
        "between, the trials themselves; below, l divided by g, the candidates and the one taken. "
        "TPE takes the candidate where l / g is largest. A density of 1 is that of an even draw: "
        "2 means that values are twice as frequent there.",
    ),
    "replay": Label(
        "Trials as they came",
        "The trials of a study in the order in which they were asked for, with the best so far, "
        "and where they lie in two hyperparameters. The strongest colour is the lowest objective "
        "of the whole study, a ring is a new best, and the large ring is the trial at hand.",
    ),
})  # fmt: skip
