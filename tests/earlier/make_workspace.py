"""Makes ``workspace.tar.xz`` and ``told.json`` with a release that knew eight hyperparameters.

    git worktree add ../release dce05f2
    cd ../release && PYTHONPATH=. python ../dctaxi/tests/earlier/make_workspace.py FOLDER

``FOLDER`` gets the workspace as that release leaves it, and what it makes of it: links, addresses,
and the trials that follow when each study is run on. All of it is trained on the CPU, on little
data and in seconds.
"""

import dataclasses
import json
import shutil
import sqlite3
import sys
from pathlib import Path

from dctaxi.search import trainings
from dctaxi.search.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.search.landscape import LANDSCAPES, LandscapePlan
from dctaxi.search.plan import StudyPlan, as_printed
from dctaxi.search.population import POPULATIONS, PopulationPlan
from dctaxi.search.presets import PRESETS
from dctaxi.search.repeats import REPEATS, repeats_of
from dctaxi.search.saved_spaces import save_space
from dctaxi.search.space_link import space_to_link
from dctaxi.search.study import create_study, run_study
from dctaxi.teaching.lesson import Guess, Lesson, Option
from dctaxi.teaching.lesson_file import lesson_text, lesson_to_link

from dctaxi.data import SampleSource
from dctaxi.teaching.race import RACES, RacePlan, run_race
from dctaxi.teaching.training_trace import TRACES, trace_of
from dctaxi.workspace import Workspace

SOURCE = SampleSource(rows=120)
SPACE = (
    PRESETS["chapter"]
    .space.replace("num_layers", Choices((1, 2)))
    .replace("num_hidden_layer_neurons", Choices((2, 3)))
    .replace("batch_size", IntRange(8, 16, log=True))
    .replace("max_batches", IntRange(10, 25, log=True))
)
OWN_LAYERS = SPACE.replace("num_hidden_layer_1_neurons", IntRange(3, 9, step=3)).replace(
    "optimizer", Fixed("SGD")
)
TRIALS, MORE = 12, 4
TRAINED_ON = {"source": SOURCE, "feature_set": "scaled", "device": "cpu"}


def plan(name, **options):
    return StudyPlan(name, SPACE, n_trials=TRIALS, round_size=4, **TRAINED_ON | options)


def make_studies(workspace):
    for sampler in ("tpe", "random", "qmc", "gp", "cmaes"):
        create_study(plan(f"by {sampler}", sampler=sampler), workspace)
    create_study(as_printed(plan("as printed")), workspace)
    for name in ("by tpe", "by random", "by qmc", "by gp", "by cmaes", "as printed"):
        run_study(name, workspace)
    child = plan("a child", parent="by tpe")
    narrower = SPACE.replace("lr", FloatRange(0.01, 0.06, log=True)).replace(
        "optimizer", Fixed("Adam")
    )
    create_study(dataclasses.replace(child, space=narrower), workspace, carry_over=True)
    run_study("a child", workspace)
    waiting = {
        "seed": 7, "batch_norm_linear_layers": 1, "optimizer": "SGD", "lr": 0.02, "num_layers": 1,
        "num_hidden_layer_0_neurons": 3, "batch_size": 9, "max_batches": 20,
    }  # fmt: skip
    create_study(plan("not begun", enqueue=(waiting,)), workspace)


def make_trained(workspace):
    studied = TRAINED_ON | {"origin": "by tpe"}
    everything = (
        (POPULATIONS, PopulationPlan(space=SPACE, n=16, seed=3, title="Sixteen", **TRAINED_ON)),
        (POPULATIONS, PopulationPlan(space=OWN_LAYERS, n=8, method="sobol", **studied)),
        (LANDSCAPES, LandscapePlan(space=SPACE, x="lr", y="batch_size", columns=3, rows=2,
                                   seeds=2, **studied)),
        (REPEATS, repeats_of("by tpe", workspace, top=2, seeds=3, device="cpu")),
        (TRACES, trace_of(PopulationPlan(space=SPACE, n=1).specs()[0], **TRAINED_ON)),
    )  # fmt: skip
    for store, one in everything:
        trainings.train(one, store, workspace)
    best = repeats_of("by tpe", workspace, top=1).trials[0].params
    trainings.train(
        LandscapePlan(space=SPACE, x="num_layers", y="optimizer", columns=2, rows=2, seeds=2,
                      others=best, **studied),
        LANDSCAPES, workspace,
    )  # fmt: skip
    race = RacePlan(space=SPACE, samplers=("random", "tpe"), repeats=2, n_trials=4, **TRAINED_ON)
    run_race(race, RACES, workspace)


def made_lesson():
    options = (
        Option("Adam", SPACE.replace("optimizer", Fixed("Adam"))),
        Option("SGD", SPACE.replace("optimizer", Fixed("SGD"))),
    )
    return Lesson(
        title="Which optimiser?",
        page="space",
        task="Guess, then look at the rows.",
        space=SPACE,
        locked=("lr",),
        hidden=("seed",),
        guess=Guess("Which has the lower median?", "choice", options),
        seed=5,
    )


def rows_of(database, name):
    """Return number, value and parameters of a study's trials, as that release stored them."""
    with sqlite3.connect(database) as connection:
        query = (
            "SELECT number, trials.trial_id, value FROM trials JOIN studies USING (study_id) "
            "LEFT JOIN trial_values USING (trial_id) WHERE study_name = ? ORDER BY number"
        )
        found = []
        for number, trial, value in connection.execute(query, (name,)).fetchall():
            params = connection.execute(
                "SELECT param_name, param_value FROM trial_params WHERE trial_id = ? "
                "ORDER BY param_name",
                (trial,),
            ).fetchall()
            found.append({"number": number, "value": value, "internal": dict(params)})
    return found


def main(folder):
    root = folder / "workspace"
    workspace = Workspace(root, f"sqlite:///{root}/studies.db")
    make_studies(workspace)
    make_trained(workspace)
    save_space(SPACE, "small", workspace)
    save_space(OWN_LAYERS, "own layers", workspace)
    (root / "lesson.json").write_text(lesson_text(made_lesson()), encoding="utf-8")
    for gone in ("kernels", "logs", "locks"):
        shutil.rmtree(root / gone, ignore_errors=True)
    with sqlite3.connect(root / "studies.db") as connection:
        connection.execute("VACUUM")
    again = Workspace(folder / "again", f"sqlite:///{folder}/again/studies.db")
    shutil.copytree(root, again.root)
    names = ["by tpe", "by random", "by qmc", "by gp", "by cmaes", "as printed", "a child"]
    for name in names:
        run_study(name, again, n_trials=MORE)
    run_study("not begun", again)
    told = {
        "space_link": space_to_link(SPACE),
        "own_layers_link": space_to_link(OWN_LAYERS),
        "lesson_link": lesson_to_link(made_lesson()),
        "whatif": "n=16;seed=3;lr=0.02:0.05;num_layers=2;title=Deeper; and steeper",
        "card": "n=16;seed=4;method=sobol;optimizer=Adam;num_hidden_layer_0_neurons=3",
        "more": MORE,
        "run_on": {
            **{name: rows_of(again.root / "studies.db", name)[-MORE:] for name in names},
            "not begun": rows_of(again.root / "studies.db", "not begun"),
        },
    }
    (folder / "told.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    shutil.make_archive(str(root), "xztar", root)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
