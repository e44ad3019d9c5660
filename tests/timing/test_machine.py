import pytest

from dctaxi.timing import Machine, keep_machine, read_machine


def test_the_reference_holds_until_something_was_measured():
    assert Machine().factor("ask/tpe", 100) == (1.0, False)


def test_what_was_measured_scales_the_reference():
    machine = Machine().having("ask/tpe", 100, 1.0, 3.0)

    assert machine.factor("ask/tpe", 100) == (pytest.approx(3.0), True)
    assert machine.factor("ask/tpe", 5) == (pytest.approx(3.0), True)


def test_between_two_places_it_is_interpolated_in_logarithms():
    machine = Machine().having("ask/tpe", 16, 1.0, 1.0).having("ask/tpe", 256, 1.0, 4.0)

    assert machine.factor("ask/tpe", 64).value == pytest.approx(2.0)
    assert machine.factor("ask/tpe", 5000).value == pytest.approx(4.0)


def test_others_of_its_kind_stand_for_what_was_not_measured():
    machine = Machine().having("ask/tpe", 1, 1.0, 3.0).having("store/rows", 1, 1.0, 9.0)

    assert machine.factor("ask/random") == (pytest.approx(3.0), False)
    assert machine.factor("train/fused/cpu/memory") == (pytest.approx(6.0), False)


def test_the_latest_measurement_has_at_least_half_of_the_weight():
    machine = Machine().having("ask/tpe", 1, 1000.0, 1000.0).having("ask/tpe", 1, 1.0, 3.0)

    assert machine.factor("ask/tpe").value == pytest.approx(2.0)


@pytest.mark.parametrize(("expected_s", "taken_s"), [(0, 1), (1, 0), (1, float("nan")), (-1, 1)])
def test_what_says_nothing_changes_nothing(expected_s, taken_s):
    assert Machine().having("ask/tpe", 1, expected_s, taken_s) == Machine()


def test_is_kept_in_the_workspace(workspace):
    machine = Machine().having("ask/tpe", 16, 1.0, 2.0)
    keep_machine(machine, workspace)

    assert read_machine(workspace) == machine
    assert machine.measured_on


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", '{"step_s": 3}', "not json", '{"version": 2, "seen": {"ask": 3}}',
     '{"version": 2, "seen": {"ask/tpe": {"1": [0, 1]}}}',
     '{"version": 1, "seen": {"ask/tpe": {"1": [1, 1]}}}'],
)  # fmt: skip
def test_a_damaged_file_and_that_of_another_release_count_as_no_measurement(workspace, content):
    (workspace.root / "speed.json").write_text(content)

    assert read_machine(workspace).seen == {}
