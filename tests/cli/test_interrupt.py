import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dctaxi.cli import training_run
from dctaxi.cli.interrupt import leave_compiler, stopped_by_ctrl_c
from dctaxi.cli.main import main
from dctaxi.populations import trainings
from dctaxi.study import run as study_run
from dctaxi.training.fused.preparation import Preparation
from tests.fake_engine import FakeEngine


def test_the_first_ctrl_c_asks_to_stop_and_the_second_interrupts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job ignores it
    try:
        with stopped_by_ctrl_c() as stopped:
            assert not stopped()
            signal.raise_signal(signal.SIGINT)
            assert stopped()
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, outside)
    assert "Ctrl-C again" in capsys.readouterr().err


def test_ctrl_c_stops_a_command_whose_standard_error_nobody_reads_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C ends a ``tee`` behind the command as well, and sooner."""
    reader, writer = os.pipe()
    os.close(reader)
    outside = signal.signal(signal.SIGINT, signal.default_int_handler)
    with os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stderr", pipe)
        try:
            with stopped_by_ctrl_c() as stopped:
                signal.raise_signal(signal.SIGINT)
                assert stopped()
        finally:
            signal.signal(signal.SIGINT, outside)


def test_another_thread_is_never_asked_to_stop() -> None:
    answers = []

    def ask() -> None:
        with stopped_by_ctrl_c() as stopped:
            answers.append(stopped())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert answers == [False]


def test_a_study_keeps_the_rounds_before_ctrl_c_and_runs_on_later(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: Callable[..., Any],
) -> None:
    def press_once(trained: int) -> None:
        if trained == 6:
            signal.raise_signal(signal.SIGINT)

    engine = FakeEngine(before_each=press_once)
    monkeypatch.setattr(study_run, "make_engine", lambda *_args, **_options: engine)
    run = ["study", "run", "--name", "cut", "--trials", "50", "--round-size", "4"]
    assert main([*run, "--json", "-"]) == 130
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert (report["state"], report["trials"]) == ("stopped", 4)
    assert captured.err.endswith("dctaxi: stopped; what was finished is kept.\n")
    assert answer("study", "show", "cut")["state"] == "stopped"
    resumed = answer("study", "resume", "cut")
    assert (resumed["state"], resumed["trials"], resumed["new"]) == ("finished", 50, 46)


def test_trainings_that_ctrl_c_cut_short_are_told_as_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.cli.test_train import write_configs

    engine = FakeEngine(before_each=lambda _trained: signal.raise_signal(signal.SIGINT))
    monkeypatch.setattr("dctaxi.training.make_engine", lambda *_args, **_options: engine)
    configs = write_configs(tmp_path, {}, {"seed": 2})
    assert main(["train", "--configs", configs, "--json", "-"]) == 130
    outcomes = json.loads(capsys.readouterr().out)
    assert [outcome["status"] for outcome in outcomes] == ["finished", "stopped"]


@pytest.mark.parametrize("command", [["study", "run", "--name", "cut"], ["population", "run"]])
def test_ctrl_c_while_an_engine_is_loaded_ends_the_command_at_once(
    monkeypatch: pytest.MonkeyPatch, command: list[str], answer: Callable[..., Any]
) -> None:
    """The libraries of Lightning take seconds, and nobody looks meanwhile whether to stop."""

    def press(_engine: str, **_options: object) -> None:
        signal.raise_signal(signal.SIGINT)

    outside = signal.signal(signal.SIGINT, signal.default_int_handler)
    monkeypatch.setattr(training_run, "load_engine", press)
    monkeypatch.setattr("dctaxi.training.load_engine", press)
    try:
        assert main([*command, "--preset", "first", "--engine", "lightning"]) == 130
    finally:
        signal.signal(signal.SIGINT, outside)
    assert answer(command[0], "list") == []


POPULATION = ["population", "run", "--preset", "first", "--n", "20", "--json", "-"]


def test_a_population_keeps_what_ended_before_ctrl_c_and_is_trained_on_later(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: Callable[..., Any],
) -> None:
    def press_once(trained: int) -> None:
        if trained == 6:
            signal.raise_signal(signal.SIGINT)

    engine = FakeEngine(before_each=press_once)
    monkeypatch.setattr(trainings, "make_engine", lambda *_args, **_options: engine)
    assert main(POPULATION) == 130
    captured = capsys.readouterr()
    assert json.loads(captured.out)["n"] == 7
    assert captured.err.endswith("dctaxi: stopped; what was finished is kept.\n")
    assert answer(*POPULATION[:-2])["n"] == 20


def test_a_population_stopped_before_its_first_training_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: Callable[..., Any],
) -> None:
    def press_at_once(*_arguments: object, **_options: object) -> FakeEngine:
        signal.raise_signal(signal.SIGINT)
        return FakeEngine()

    monkeypatch.setattr(trainings, "make_engine", press_at_once)
    assert main(POPULATION) == 130
    assert capsys.readouterr().out == ""
    assert answer("population", "list") == []


def test_a_program_that_compiles_or_has_is_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr("os._exit", left.append)
    for state in ("idle", "ready", "preparing"):
        monkeypatch.setattr(
            "dctaxi.training.fused.preparation.preparation",
            lambda state=state: Preparation(state),
        )
        leave_compiler(0)
        leave_compiler(130)
    assert left == [130, 130]
