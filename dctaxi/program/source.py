"""A trial, a study or a search as the text of a program: Optuna and PyTorch, and nothing of ours.

The text is in cells, each begun by ``# %%``, so that it is a notebook as well. Its training is
written out in ``training.txt``; tests hold what it gives against the engines.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from glob import has_magic
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dctaxi import __version__
from dctaxi.data import CHAPTER_SOURCE, GlobSource, SampleSource, TripSource
from dctaxi.foreign_text import visible
from dctaxi.hyperparameters import DEFAULTS
from dctaxi.space import suggest_source
from dctaxi.training.hyperparameters import configuration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dctaxi.data import DataSource, FeatureSet
    from dctaxi.records import TrialSpec
    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyPlan


@dataclass(frozen=True)
class Recorded:
    """A trial as a program trains it again: its parameters, its training, and its value.

    ``value`` is None where it diverged or failed.
    """

    number: int
    params: Mapping[str, Any]
    spec: TrialSpec
    value: float | None


def program_source(
    plan: StudyPlan, trials: Sequence[Recorded], *, whole: bool, left_out: Sequence[int] = ()
) -> str:
    """Return the program of a study, or that of a single trial of it.

    It reads ``train.csv`` and ``valid.csv`` beside it. ``left_out`` are the numbers of trials from
    outside of the study's space, which it names.
    """
    what = f"the study {plan.name!r}" if whole else f"trial {trials[0].number} of {plan.name!r}"
    data = _Data(plan.source, plan.feature_set, _comment(plan.source.title))
    head = _head(f"Trains {what} again", data, plan.objective, optuna=whole, plan=plan)
    end = _study_end(plan, trials, left_out) if whole else _trial_end(trials[0], _trainer(plan))
    return _program(head, end, seeds=plan.seeds_per_trial)


def python_source(
    space: SearchSpace,
    source: DataSource | None = None,
    feature_set: FeatureSet = "raw",
    objective: str = "train_val_rmse",
) -> str:
    """Return the program of a search in a space, of which no study has trained anything yet.

    It reads the files of ``source`` where each set is one file of the chapter's columns, and the
    chapter's own, which it says, where there are none. The rows of other trips it reads as a
    study's program has them beside it.
    """
    source = source or SampleSource()
    if isinstance(source, TripSource) or (
        isinstance(source, GlobSource) and not _can_be_read(source)
    ):
        note = "the rows that a study of these trips trains on, as its own program has them"
        data = _Data(source, feature_set, note)
    elif isinstance(source, GlobSource):
        places = (source.train.removeprefix("file://"), source.val.removeprefix("file://"))
        data = _Data(source, feature_set, _comment(source.title), *places)
    else:
        named = CHAPTER_SOURCE
        note = "the chapter's own, since the sample data has no files. Name yours here"
        data = _Data(named, feature_set, note, named.train, named.val)
    head = _head("Searches a space of configurations", data, objective, optuna=True)
    return _program(head, _search_end(space))


def _can_be_read(source: GlobSource) -> bool:
    """Tell whether NumPy reads each set of a source as it is: one file, and all of its rows."""
    one_each = all(
        glob.startswith(("file://", "https://", "http://")) and not has_magic(glob)
        for glob in (source.train, source.val)
    )
    return one_each and source.leave_out == "nothing"


@dataclass(frozen=True)
class _Data:
    """Which trips a program reads, where from, and what its head says of them."""

    source: DataSource
    feature_set: FeatureSet
    said: str
    train: str = "train.csv"
    val: str = "valid.csv"


def _program(head: Sequence[str], end: Iterator[str], *, seeds: int = 1) -> str:
    parts = ("training.txt", *(("over_seeds.txt",) if seeds > 1 else ()))
    core = "".join(files("dctaxi.program").joinpath(part).read_text("utf-8") for part in parts)
    return "\n".join(head) + core + "\n".join(end) + "\n"


def _head(
    what: str, data: _Data, objective: str, *, optuna: bool, plan: StudyPlan | None = None
) -> Sequence[str]:
    seeds = 1 if plan is None else plan.seeds_per_trial
    as_printed = plan is not None and plan.as_printed
    needs = "numpy, pandas, torch and optuna" if optuna else "numpy and torch"
    return [
        "# %% [markdown]",
        f"# {what}, written by dctaxi {__version__}.",
        "#",
        f"# It needs Python 3.10 or newer, {needs}, and the files of trips that are named",
        f"# below: {data.said}.",
        "",
        "# %%",
        *(("import hashlib", "import json") if seeds > 1 else ()),
        "import math",
        "from pathlib import Path",
        "",
        "import numpy as np",
        *(("import optuna", "import pandas as pd") if optuna else ()),
        "import torch",
        "from torch import nn",
        "",
        'HERE = Path(globals().get("__file__", "")).parent',
        f"TRAIN, VAL = {json.dumps(data.train)}, {json.dumps(data.val)}  # one file each",
        f"FEATURES = {json.dumps(data.feature_set)}  # raw, scaled, or distance",
        f"SEEN = {_seen(data.source)}  # the columns of the files that the network sees, from 0",
        f"OBJECTIVE = {json.dumps(objective)}",
        f"AS_PRINTED = {as_printed}",
        f"DEFAULTS = {dict(DEFAULTS)!r}  # of what a configuration leaves out",
        *(() if plan is None else _seeds_head(plan)),
        "",
        "",
    ]


def _seeds_head(plan: StudyPlan) -> Iterator[str]:
    if plan.seeds_per_trial > 1:
        yield f"SEEDS = {plan.seeds_per_trial}  # of every configuration"
        yield f"OVER_SEEDS = {json.dumps(plan.over_seeds)}  # or mean, of what they score"


def _trainer(plan: StudyPlan) -> str:
    return "train" if plan.seeds_per_trial == 1 else "train_over_seeds"


def _trial_end(trial: Recorded, trainer: str) -> Iterator[str]:
    yield f"# %% Trial {trial.number}."
    yield f"CONFIG = {configuration(trial.spec)!r}"
    yield f"VALUE = {_number(trial.value)}  # in the study"
    yield ""
    yield 'if __name__ == "__main__":'
    yield f"    network, value = {trainer}(CONFIG)"
    yield '    print(f"{OBJECTIVE} {value!r}, in the study {VALUE!r}")'


def _study_end(
    plan: StudyPlan, trials: Sequence[Recorded], left_out: Sequence[int]
) -> Iterator[str]:
    yield from _objective(plan.space, _trainer(plan))
    yield "# %% The configurations that the study tried, by number, and what each scored."
    if left_out:
        numbers = ", ".join(map(str, left_out))
        yield f"# Another program added trials from outside of the space, left out here: {numbers}."
    yield "TRIALS = ["
    yield from (
        f"    ({one.number}, {dict(one.params)!r}, {_number(one.value)})," for one in trials
    )
    yield "]"
    yield "MORE = 0  # so many further trials are searched for, from where the study ended"
    yield f"SEED = {plan.sampler_seed}"
    yield ""
    yield ""
    yield "# %% Every trial trained again, in the study's order."
    yield 'if __name__ == "__main__":'
    yield "    optuna.logging.set_verbosity(optuna.logging.ERROR)"
    yield "    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=SEED))"
    yield "    for _, params, _ in TRIALS:"
    yield "        study.enqueue_trial(params)"
    yield "    study.optimize(objective, n_trials=len(TRIALS) + MORE)"
    yield '    table = study.trials_dataframe(attrs=("number", "value", "params", "state"))'
    yield "    numbers = [number for number, _, _ in TRIALS]"
    yield '    table["number"] = [*numbers, *range(numbers[-1] + 1, numbers[-1] + 1 + MORE)]'
    yield '    table["in_the_study"] = pd.Series([value for _, _, value in TRIALS])'
    yield '    table.to_csv(HERE / "trials.csv", index=False)'
    yield '    off = (table["value"] - table["in_the_study"]).abs().max()'
    yield '    print(table.sort_values("value").head().to_string(index=False))'
    yield (
        '    print(f"{len(TRIALS)} trials, at most {off:.1e} from the study; '
        'all are in trials.csv")'
    )


def _seen(source: DataSource) -> list[int]:
    columns = enumerate(source.columns)
    return [place for place, name in columns if place and name not in source.unseen]


def _search_end(space: SearchSpace) -> Iterator[str]:
    yield from _objective(space, "train")
    yield "# %% The search."
    yield 'if __name__ == "__main__":'
    yield "    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=42))"
    yield "    study.optimize(objective, n_trials=100)"
    yield "    print(study.best_value, study.best_params)"


def _objective(space: SearchSpace, trainer: str) -> Iterator[str]:
    yield "# %% The search space, as Optuna asks for a configuration."
    yield suggest_source(space)
    yield ""
    yield "def objective(trial):"
    yield '    """Train one configuration; NaN fails the trial."""'
    yield f"    _, value = {trainer}({{**DEFAULTS, **suggest(trial)}})"
    yield "    return value"
    yield ""
    yield ""


def _number(value: float | None) -> str:
    return repr(value) if value is not None and math.isfinite(value) else "math.nan"


def _comment(text: str) -> str:
    """Return what strangers wrote as one line of a comment, in code type for a notebook."""
    return "`" + visible(text).replace("`", "'") + "`"
