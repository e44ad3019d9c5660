"""What is said of a compilation is this machine's: measured, or derived from a probe, and which."""

from __future__ import annotations

import pytest

from dctaxi import timing
from dctaxi.timing import compiling as room


def test_the_last_compilation_here_is_what_the_next_one_takes(workspace):
    timing.record_compiled(41.0, workspace)

    found = timing.compilation(workspace)

    assert found.text == (
        "It takes about 41 s, as it did here the last time; later starts are immediate."
    )


def test_before_the_first_one_a_small_measurement_stands_for_it(workspace, monkeypatch):
    reference = timing.compilation(workspace).seconds / room.probed_s()
    monkeypatch.setattr(room, "probed_s", lambda: 0.5)

    found = timing.compilation(workspace)

    assert found.seconds == pytest.approx(0.5 * reference)
    assert "going by a small measurement" in found.text


def test_what_else_was_measured_here_stands_before_a_probe(workspace):
    timing.keep_machine(timing.Machine().having("store/rows", 1, 1.0, 2.0), workspace)

    found = timing.compilation(workspace)

    assert found.seconds == pytest.approx(2 * room.COMPILED_S)
    assert "going by what else was measured here" in found.text


def test_the_probe_runs_once_and_takes_time():
    assert 0 < room.probed_s() == room.probed_s()
