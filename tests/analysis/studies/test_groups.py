from typing import Any

from dctaxi.analysis.studies.groups import differences, group_repeats, incomparable, rows_text
from dctaxi.data import ColumnMapping, SampleSource, Split, TripSource
from dctaxi.space import PRESETS, Fixed, FloatRange
from dctaxi.study import NEWER_MAKER, StudyPlan

SPACE = PRESETS["chapter"].space


def plan(name: str, seed: int = 0, **changes: Any) -> StudyPlan:
    return StudyPlan(**{"name": name, "space": SPACE, "sampler_seed": seed} | changes)


def groups(*plans: StudyPlan) -> Any:
    return group_repeats({each.name: each for each in plans})


def test_studies_that_differ_in_the_samplers_seed_alone_are_repeats() -> None:
    first, second = groups(plan("tpe-1", 1), plan("rnd", 1, sampler="random"), plan("tpe-2", 2))
    assert first.name == "tpe (2 repeats)"
    assert first.members == ("tpe-1", "tpe-2")
    assert second.members == ("rnd",)


def test_the_same_seed_again_is_no_repeat() -> None:
    assert [group.members for group in groups(plan("a", 1), plan("b", 1), plan("c", 2))] == [
        ("a", "c"),
        ("b",),
    ]


def test_children_and_studies_of_other_programs_stand_alone() -> None:
    children = groups(plan("a", 1, parent="p"), plan("b", 2, parent="p"))
    assert [group.members for group in children] == [("a",), ("b",)]
    others = group_repeats({"x": None, "y": None})
    assert [(group.members, group.plan) for group in others] == [(("x",), None), (("y",), None)]


def test_repeats_without_a_common_beginning_have_the_name_of_the_first() -> None:
    (only,) = groups(plan("alpha", 1), plan("beta", 2))
    assert only.name == "alpha (2 repeats)"


def test_searches_whose_studies_begin_alike_have_names_of_their_own() -> None:
    found = groups(
        plan("taxi-1", 1),
        plan("taxi-2", 2),
        plan("taxi-3", 1, sampler="random"),
        plan("taxi-4", 2, sampler="random"),
        plan("other-1", 1, sampler="qmc"),
        plan("other-2", 2, sampler="qmc"),
    )
    assert [group.name for group in found] == [
        "taxi-1 (2 repeats)",
        "taxi-3 (2 repeats)",
        "other (2 repeats)",
    ]


def test_only_what_differs_is_told() -> None:
    narrow = SPACE.replace("lr", FloatRange(0.01, 0.02, log=True)).replace("seed", Fixed(7))
    rows = differences(groups(plan("a"), plan("b", space=narrow, sampler="random", n_trials=50)))
    told = {row.what: row.texts for row in rows}
    assert set(told) == {"lr", "seed", "sampler", "trials asked for"}
    assert told["seed"][1] == "7"
    assert told["sampler"] == ("TPE (rustuna)", "Random (rustuna)")
    assert told["trials asked for"] == ("100", "50")
    assert differences(groups(plan("a", 1), plan("b", 2))) == ()


def test_other_rows_under_the_same_name_are_told() -> None:
    facts = {name: {"fingerprint": name * 64, "train_rows": 40} for name in "ab"}
    trained_on = {name: rows_text(one) or "" for name, one in facts.items()}
    found = differences(groups(plan("a"), plan("b", parent="a")), trained_on)
    told = {row.what: row.texts for row in found}
    assert told["rows"] == (
        "40 training rows, contents aaaaaaaa",
        "40 training rows, contents bbbbbbbb",
    )
    for forged in (None, [], {"fingerprint": 5}, "x"):
        assert rows_text(forged) is None


def test_another_programs_study_differs_in_everything_that_is_known() -> None:
    rows = differences(group_repeats({"a": plan("a"), "x": None}))
    told = {row.what: row.texts for row in rows}
    assert told["made by"] == ("", "another program")
    assert told["sampler"] == ("TPE (rustuna)", "")
    (row, *_) = differences(group_repeats({"x": None, "y": None}, {"y": NEWER_MAKER}))
    assert row.texts == ("another program", "a newer release of this program")


def test_values_of_different_meaning_are_not_compared() -> None:
    a, b = plan("a"), plan("b", objective="val_rmse")
    assert incomparable([a, a], ["f", "f"]) == ""
    assert incomparable([a, a], ["f", None]) == ""
    assert "minimise different numbers" in incomparable([a, b], ["f", "f"])
    assert "different data" in incomparable([a, a], ["f", "g"])
    other_features = plan("c", feature_set="scaled")
    assert incomparable([a, other_features], ["f", "g"]) == ""
    other_trips = plan("d", feature_set="scaled", source=SampleSource(rows=50))
    assert "different data" in incomparable([a, other_trips], ["f", "g"])
    row = ColumnMapping("fare", "a", "b", "c", "d")
    euros = plan(
        "e", source=TripSource("file:///t.csv", row, split=Split("random"), currency="EUR")
    )
    assert "in different currencies" in incomparable([a, euros], ["f", "g"])
    told = {row.what: row.texts for row in differences(groups(a, euros))}
    assert told["currency"] == ("USD", "EUR")
    assert "another program" in incomparable([a, None], ["f", None])


def test_lucky_single_seeds_are_not_compared_with_medians_of_several() -> None:
    a, four = plan("a"), plan("four", seeds_per_trial=4)
    mean = plan("mean", seeds_per_trial=4, over_seeds="mean")
    assert "by luck alone" in incomparable([a, four], ["f", "f"])
    assert "by luck alone" in incomparable([four, mean], ["f", "f"])
    assert incomparable([a, plan("b", over_seeds="mean")], ["f", "f"]) == ""
    told = {row.what: row.texts for row in differences(groups(a, four, mean))}
    assert told["a trial's value"] == ("1 seed", "median of 4 seeds", "mean of 4 seeds")
    told = {row.what: row.texts for row in differences(groups(a, plan("b", device="cpu")))}
    assert told == {"device": ("auto", "cpu")}
