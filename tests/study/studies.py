"""Plans of small studies for tests, and what their runs stored."""

import optuna

from dctaxi.data.sources import SampleSource
from dctaxi.space.presets import PRESETS
from dctaxi.storage.database import reading
from dctaxi.study.plan import StudyPlan

SPACE = PRESETS["chapter"].space
SOURCE = SampleSource(rows=60)


def plan_of(name="study", **changes) -> StudyPlan:
    return StudyPlan(name, SPACE, source=SOURCE, **{"n_trials": 30, **changes})


def trials_of(workspace, name="study"):
    with reading(workspace.storage_url) as storage:
        return optuna.load_study(study_name=name, storage=storage).get_trials()


def table_of(workspace, name="study"):
    """Return what must be the same in two runs of the same plan: all but the times."""
    return [
        (t.number, t.state, t.value, t.params, t.distributions, t.intermediate_values,
         {k: v for k, v in t.user_attrs.items() if k != "train_s"},
         # The pickled state of CMA-ES differs in bytes that mean the same.
         {k: v for k, v in t.system_attrs.items() if not k.startswith("cma:optimizer")})
        for t in trials_of(workspace, name)
    ]  # fmt: skip
