"""Plans of trainings outside a study, read from their files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.errors import DcTaxiError, PopulationError
from dctaxi.populations.plan import TrainingPlan
from dctaxi.populations.population import POPULATIONS, PopulationPlan
from dctaxi.populations.repeats import REPEATS, RepeatedTrial, RepeatPlan
from dctaxi.populations.store import TrainedStore
from dctaxi.space import PRESETS, draw

SPACE = PRESETS["chapter"].space
TRIAL = RepeatedTrial(3, draw(SPACE, 1, 0)[0], 4.0, train_rmse=2.5)
PLANS: tuple[tuple[TrainedStore[TrainingPlan], TrainingPlan], ...] = (
    (POPULATIONS, PopulationPlan(SPACE, n=8)),
    (REPEATS, RepeatPlan(SPACE, trials=(TRIAL,), seeds=(1, 2))),
)
EACH = pytest.mark.parametrize(("store", "plan"), PLANS, ids=lambda one: getattr(one, "kind", ""))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@EACH
def test_a_plan_comes_back_from_its_json(store, plan):
    assert store._plan_from_json(json.loads(json.dumps(plan.to_json()))) == plan


@EACH
@given(data=st.data())
def test_a_wrong_value_under_any_key_is_refused_in_words(store, plan, data):
    document = plan.to_json()
    key = data.draw(st.sampled_from(sorted(document)))
    try:
        read = store._plan_from_json({**document, key: data.draw(JSON)})
    except DcTaxiError:
        return
    assert store._plan_from_json(read.to_json()) == read


@EACH
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": 2}, "^version: expected 1, got 2; a newer release wrote it"),
        ({"colour": 1}, "^colour: expected only kind, version, space"),
        ({"kind": "flock"}, "^kind: expected .*, got 'flock'"),
    ],
)
def test_what_a_newer_release_wrote_is_told(store, plan, change, sentence):
    with pytest.raises(PopulationError, match=sentence) as caught:
        store._plan_from_json({**plan.to_json(), **change})
    assert caught.value.newer


def test_a_repeated_trial_is_named_by_its_place():
    document = PLANS[1][1].to_json()
    document["trials"] = [*document["trials"], {"number": 4, "params": {}}]
    with pytest.raises(PopulationError, match=r"^trials\[1\].value: expected this key"):
        REPEATS._plan_from_json(document)
