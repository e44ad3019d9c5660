"""What thirty readers waited for, as the benchmark says it."""

from benchmarks.load import Load, rows, text_of, to_json
from benchmarks.sessions import Waited


def test_the_table_says_what_was_waited_for_and_what_it_cost_the_study():
    waited = Waited([2.0, 4.0], [1.0] * 19 + [9.0], [0.1], lost=1, received=2_500_000)
    load = Load(waited, 40.0, 15.0, 10.0, 20.0, 1.25, 600.0)

    lines = text_of(load, 2).splitlines()

    assert lines[2].split() == ["first", "load", "2", "3.00", "4.00", "4.00"]
    assert lines[3].split() == ["rerun", "20", "1.00", "9.00", "9.00"]
    assert lines[5].startswith("lost: 1; 2.5 MB sent")
    assert lines[6].endswith("10.0 at last, 20.0 alone right after: 50%")
    assert to_json(load)["share"] == 0.5


def test_what_nobody_waited_for_has_no_row():
    assert list(rows(Waited(ticks=[0.2]))) == ["tick"]


def test_a_study_that_ended_meanwhile_is_held_against_nothing():
    load = Load(Waited(), 40.0, 10.0, 0.0, None, 0.0, 0.0)
    assert load.share is None
    assert text_of(load, 1).endswith("then it had ended")
