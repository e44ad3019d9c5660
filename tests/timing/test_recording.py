import dataclasses

import pytest

from dctaxi.data import SampleSource
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.space import PRESETS
from dctaxi.timing import read_machine, record_trained
from tests.fake_engine import FakeEngine


def test_seconds_in_which_others_trained_do_not_count(workspace):
    plan = PopulationPlan(PRESETS["chapter"].space, n=20, source=SampleSource(rows=60))
    trained = train(plan, POPULATIONS, workspace, engine=FakeEngine())
    taken = []
    for wall_s, waited_s in ((2.0, 0.0), (9.0, 7.0)):
        place = dataclasses.replace(workspace, root=workspace.root / str(waited_s))
        record_trained(dataclasses.replace(trained, wall_s=wall_s), place, waited_s=waited_s)
        (places,) = read_machine(place).seen.values()
        taken += [one.taken_s for one in places.values()]
    assert taken == [pytest.approx(2.0)] * 2
