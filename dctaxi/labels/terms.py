"""The words that pages and plots use, for someone who meets them for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.labels.label import Label

TERMS: Mapping[str, Label] = MappingProxyType({
    "chapter": Label(
        "The chapter",
        "Chapter 11 of Carl Osipov's book MLOps Engineering at Scale (Manning, 2022). It tunes a "
        "network that predicts taxi fares in Washington, DC; its search space, its training loop "
        "and its plots are where the pages of this app begin.",
    ),
    "hyperparameter": Label(
        "Hyperparameter",
        "A setting that is chosen before a training begins, such as the learning rate or the "
        "number of layers. Training adjusts the network's weights and never its hyperparameters.",
    ),
    "trial": Label(
        "Trial",
        "One training with one value for each hyperparameter, and the error that came of it.",
    ),
    "study": Label(
        "Study",
        "A search: its space, its sampler and all its trials, kept under one name. It can be "
        "stopped, continued, and looked at again later.",
    ),
    "space": Label(
        "Search space",
        "What each hyperparameter of a study may be: a range, a list of choices, or one fixed "
        "value. Every trial is a point of it.",
    ),
    "sampler": Label(
        "Sampler",
        "The rule that chooses the next trial's hyperparameters. Some draw blindly, others learn "
        "from the trials that have a result.",
    ),
    "objective": Label(
        "Objective",
        "The one number by which trials are compared, here an error in USD: the lower, the better.",
    ),
    "rmse": Label(
        "RMSE",
        "Root mean square error: how far the predicted fare is off, with large misses "
        "counting more than small ones. 0 would be perfect.",
        "USD",
    ),
    "network": Label(
        "Network",
        "Layers of neurons that turn the numbers of a trip into a fare. Its weights start at "
        "random and are adjusted by training.",
    ),
    "weights": Label(
        "Weights",
        "The numbers inside a network that training adjusts. The seed decides where they start.",
    ),
    "batch": Label(
        "Batch",
        "The rows of data that one training step looks at. Small batches give noisy steps, large "
        "ones cost more time each.",
    ),
    "step": Label(
        "Training step",
        "One look at a batch and one adjustment of the weights. A training here has some dozens "
        "of them.",
    ),
    "epoch": Label(
        "Epoch",
        "One pass over all training rows. The chapter's trainings end within their first.",
    ),
    "gradient": Label(
        "Gradient",
        "For each weight, in which direction the error would grow. A training step moves the "
        "weights against it, as far as the learning rate says.",
    ),
    "validation": Label(
        "Validation",
        "Judging a network on trips that it was not trained on. Only this error says what it "
        "would do with the next passenger.",
    ),
    "constant-answer": Label(
        "Constant answer",
        "What a network scores that has learnt nothing and always says the mean fare of the "
        "training trips: the line that every training has to beat. It is another number on other "
        "rows.",
    ),
    "easy-batch": Label(
        "Easy batch",
        "Rows on which any answer scores well, also the constant one. Batch size and number of "
        "steps decide on which rows a training's objective is measured, so a search finds them.",
    ),
    "running-statistics": Label(
        "Running statistics",
        "The mean and the variance that a batch normalisation collects while it trains and uses "
        "once it is finished. After few steps they have not settled, and the finished network "
        "answers worse than it did in training.",
    ),
    "diverged": Label(
        "Diverged",
        "A training whose numbers stopped being finite, mostly because its learning rate was too "
        "large. It counts as worse than every other.",
    ),
    "log-scale": Label(
        "Log scale",
        "A scale on which each order of magnitude takes as much room: from 0.001 to 0.01 as from "
        "0.01 to 0.1. Ranges that are drawn from in it are also called log-uniform.",
    ),
    "conditional": Label(
        "Conditional hyperparameter",
        "One that only some trials have: the width of the third layer exists only where there are "
        "three layers. Tables and plots call it not used elsewhere.",
    ),
    "population": Label(
        "Population",
        "Many trainings of configurations that were drawn independently from one space. No sampler "
        "chose them, so ordinary statistics apply, which they do not to the trials of a sampler "
        "that learns.",
    ),
    "member": Label("Member", "One training of a population."),
    "configuration": Label("Configuration", "One value for each hyperparameter of a space."),
    "median": Label(
        "Median",
        "The value in the middle: half of the trials lie below it. Unlike the mean it does not "
        "care how bad the worst are.",
    ),
    "quantile": Label(
        "Quantile",
        "The value below which a given share lies: the 25 % quantile has a quarter below it. The "
        "median is the 50 % quantile.",
    ),
    "ecdf": Label(
        "ECDF",
        "Empirical cumulative distribution function: for each value, the share of results that "
        "are no larger. A curve further up and left has more good ones.",
    ),
    "expected-best": Label(
        "Expected best of n",
        "What the best of n configurations would be on average, if n were drawn at random from a "
        "population: what a search of that budget can hope for without learning anything.",
    ),
    "interval": Label(
        "Interval (95 %)",
        "Numbers from a limited number of trainings are off by chance. The interval says by how "
        "much: built this way, 95 of 100 intervals hold the true number.",
    ),
    "inconclusive": Label(
        "Inconclusive",
        "A difference that these trainings do not show to be more than chance. It may be real: "
        "more trainings, or other seeds, could tell.",
    ),
    "shrinkage": Label(
        "Shrinkage",
        "How far the best trial falls when it is trained again with other seeds. It was chosen for "
        "being best, so part of its score was luck.",
    ),
    "importance": Label(
        "Importance",
        "How much of what the trials scored is decided by one hyperparameter; all of them add up "
        "to 100 %.",
    ),
    "floor": Label(
        "What luck alone gives",
        "The importance that a hyperparameter without any effect reaches in a study by chance; a "
        "tick at its bar marks what 19 of 20 such bars stay below. A bar that is no longer does "
        "not show that the hyperparameter has no effect, only that these trials do not show one.",
    ),
    "ped-anova": Label(
        "PED-ANOVA",
        "A way to measure importance: compares where the best tenth of the trials lies with where "
        "all of them lie. Fast, and fit for conditional hyperparameters.",
    ),
    "fanova": Label(
        "fANOVA",
        "A way to measure importance: fits a forest of decision trees to all trials and asks how "
        "much of the variance each hyperparameter explains. Slower, and led by the bad trials as "
        "much as by the good.",
    ),
    "sobol-indices": Label(
        "Sobol indices",
        "Shares of the variance between all trainings of a space: what a hyperparameter makes by "
        "itself, and in all, together with others. Measured by trainings made for it, so it does "
        "not matter which sampler drew a study's trials. The seed's index in all is luck.",
    ),
    "interaction": Label(
        "Interaction",
        "When the best value of one hyperparameter depends on another. Plots of one at a time "
        "cannot show it, a contour of two can.",
    ),
    "density": Label(
        "Density",
        "A curve over a range that says where values are frequent; the area below it is 1.",
    ),
    "kernel": Label(
        "Kernel",
        "A small bump put around each trial. Added up, the bumps make a density.",
    ),
    "prior": Label(
        "Prior",
        "One broad kernel over the whole range that belongs to no trial, so that no value is ever "
        "ruled out.",
    ),
    "candidate": Label(
        "Candidate",
        "A value that a sampler considers for the next trial. TPE draws some and takes the most "
        "promising.",
    ),
    "draw": Label(
        "Draw",
        "Which of all random numbers a race, a population or repeats are trained with. Another "
        "number is the same question once more with others: a real finding stays.",
    ),
    "round": Label(
        "Round",
        "Trials that the sampler suggests together and that train together, before it sees any of "
        "their results.",
    ),
    "constant-liar": Label(
        "Constant liar",
        "While trials of a round still train, TPE takes them for bad ones, so that it does not "
        "ask for the same place twice.",
    ),
    "child-study": Label(
        "Child study",
        "A study that continues another in a changed space. The parent stays as it is, and its "
        "trials inside the new ranges can be carried over.",
    ),
    "model": Label(
        "Model",
        "What is taken along from a study: the network of its winner, or several, trained once "
        "more, judged on the test rows and kept as a folder that prices trips anywhere.",
    ),
    "ensemble": Label(
        "Ensemble",
        "Several networks that answer together: the fare is the mean of their answers, which is "
        "usually closer than each of them. Where they disagree, the fare is less sure.",
    ),
    "best-so-far": Label(
        "Best so far",
        "The lowest objective up to a trial. It can only fall, so it always looks like progress: "
        "compare it with what luck alone would give.",
    ),
})  # fmt: skip
"""By the word under which the glossary's address finds it."""
