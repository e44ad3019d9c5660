"""What a class waited for, as the benchmark says it."""

from benchmarks.classroom import text_of, to_json


def test_a_row_for_each_thing_that_was_waited_for():
    seconds = {"the door": [0.1, 0.3], "the answer of whatif": [2.0] * 19 + [9.0]}
    lines = text_of(seconds, 1, 20).splitlines()
    assert lines[2].split() == ["the", "door", "2", "0.20", "0.30", "0.30"]
    assert lines[3].split() == ["the", "answer", "of", "whatif", "20", "2.00", "9.00", "9.00"]
    assert lines[-1] == "lost: 1"
    assert to_json(seconds)["the door"]["median"] == 0.2
