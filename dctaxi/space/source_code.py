"""A search space as Python source that runs, in the chapter's manner."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dctaxi.hyperparameters import WIDTH
from dctaxi.space.dimensions import Choices, Dimension, Fixed, FloatRange, IntRange
from dctaxi.space.parameters import is_default
from dctaxi.training.hyperparameters import NAMES

if TYPE_CHECKING:
    from dctaxi.data import DataSource
    from dctaxi.space.search_space import SearchSpace

_STUDY = '''

def objective(trial):
    """Train one configuration; return train RMSE + validation RMSE in USD."""
    model = DcTaxiModel(**suggest(trial), num_features=8)
    model, trainer = build(model, TRAIN_GLOB, VAL_GLOB)
    return trainer.callback_metrics["train_val_rmse"].item()


if __name__ == "__main__":
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=42))
    study.optimize(objective, n_trials=100)
    print(study.best_value, study.best_params)
'''


def python_source(space: SearchSpace, source: DataSource | None = None) -> str:
    """Return a script with a stand-alone ``suggest(trial)`` and a study that trains with it.

    ``suggest`` needs nothing but Optuna and returns the chapter's hyperparameters by name. The
    script trains on the files of ``source``, and without files on the chapter's, which it says.
    """
    from dctaxi.data import CHAPTER_SOURCE, GlobSource

    named = source if isinstance(source, GlobSource) else CHAPTER_SOURCE
    note = (
        ""
        if named is source
        else "# The chapter's own files; the sample data has none. Name yours here.\n"
    )
    head = (
        "import optuna\n\n"
        "from dctaxi import DcTaxiModel, build\n\n"
        f"{note}"
        f"TRAIN_GLOB = {json.dumps(named.train)}\n"
        f"VAL_GLOB = {json.dumps(named.val)}\n\n\n"
    )
    return head + suggest_source(space) + _STUDY


def suggest_source(space: SearchSpace) -> str:
    """Return the source of ``suggest(trial)`` alone."""
    written = [name for name, dimension in space.dimensions if not is_default(name, dimension)]
    lines = ["def suggest(trial):", '    """Ask a trial for one configuration."""']
    for name in written:
        if name == WIDTH:
            lines += _layer_lines(space)
        else:
            lines.append(f"    {name} = {_call(json.dumps(name), space[name])}")
    fields = [name for name in NAMES if name in written or name == "num_hidden_neurons"]
    return "\n".join((
        *lines, "    return {", *(f'        "{name}": {name},' for name in fields), "    }", "",
    ))  # fmt: skip


def _layer_lines(space: SearchSpace) -> list[str]:
    """Return the loop over the layers, with a branch for each layer that has its own widths."""
    name = 'f"num_hidden_layer_{i}_neurons"'  # layer_name, as the script's own loop makes it
    every = f"neurons = {_call(name, space[WIDTH])}"
    lines = ["    num_hidden_neurons = []", "    for i in range(num_layers):"]
    keyword = "if"
    for layer, dimension in space.layer_neurons:
        lines.append(f"        {keyword} i == {layer}:")
        lines.append(f"            neurons = {_call(name, dimension)}")
        keyword = "elif"
    if space.layer_neurons:
        lines += ["        else:", f"            {every}"]
    else:
        lines.append(f"        {every}")
    lines.append("        num_hidden_neurons.append(neurons)")
    return lines


def _call(name: str, dimension: Dimension) -> str:
    """Return the expression that asks a trial, or the fixed value itself."""
    match dimension:
        case Fixed(value):
            return json.dumps(value)
        case Choices(values):
            return f"trial.suggest_categorical({name}, {json.dumps(values)})"
        case IntRange(low, _, step, log):
            scale = ", log=True" if log else f", step={step}" if step != 1 else ""
            return f"trial.suggest_int({name}, {low}, {dimension.last}{scale})"
        case FloatRange(low, _, step, log):
            scale = ", log=True" if log else f", step={step!r}" if step is not None else ""
            return f"trial.suggest_float({name}, {low!r}, {dimension.last!r}{scale})"
