"""A population of 32 members on 60 trips, which a fake engine trains."""

from dctaxi.data import SampleSource
from dctaxi.populations.population import POPULATIONS, PopulationPlan
from dctaxi.populations.trainings import train
from dctaxi.space import PRESETS
from tests.fake_engine import FakeEngine

SPACE = PRESETS["chapter"].space
SOURCE = SampleSource(rows=60)


def plan_of(**changes) -> PopulationPlan:
    return PopulationPlan(**{"space": SPACE, "n": 32, "seed": 3, "source": SOURCE, **changes})


def run(plan, workspace, engine=None, **options):
    return train(plan, POPULATIONS, workspace, engine=engine or FakeEngine(), **options)


def files(workspace) -> list[str]:
    found = (path.name for path in workspace.folder("populations").iterdir())
    return sorted(name for name in found if name != ".lock")
