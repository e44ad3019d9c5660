import math
import threading
from collections.abc import Callable
from typing import TypeVar

import pytest

from dctaxi.runner import background
from dctaxi.runner.background import Answer, Computations, Step
from tests.waiting import PATIENCE_S, until


@pytest.fixture(autouse=True)
def _nobody_is_given_up_for_being_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_PATIENCE_S", math.inf)


T = TypeVar("T")


class Slow:
    """A computation that a test lets go on step by step."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.times = 0
        self.thread: threading.Thread | None = None

    def __call__(self, step: Step) -> str:
        self.times += 1
        self.thread = threading.current_thread()
        step(1, 4)
        self.begun.set()
        assert self.go_on.wait(PATIENCE_S)
        step(2, 4)
        return self.answer


def result_of(computations: Computations[T], key: str, compute: Callable[[Step], T]) -> Answer[T]:
    until(lambda: computations.ask(key, compute).result is not None)
    return computations.ask(key, compute)


def test_asking_never_waits_and_tells_how_far_it_is() -> None:
    computations, slow = Computations[str](), Slow("done")
    assert computations.ask("a", slow).result is None
    assert slow.begun.wait(PATIENCE_S)
    answer = computations.ask("a", slow)
    assert (answer.result, answer.done, answer.total) == (None, 1, 4)
    slow.go_on.set()
    assert result_of(computations, "a", slow).result == "done"


def test_an_answer_is_computed_once() -> None:
    computations, slow = Computations[str](), Slow("done")
    slow.go_on.set()
    for _ in range(2):
        assert result_of(computations, "a", slow).result == "done"
    assert slow.times == 1


def test_of_those_that_wait_the_last_one_asked_for_is_next() -> None:
    computations = Computations[str]()
    works = {name: Slow(name) for name in ("first", "second", "third")}
    computations.ask("first", works["first"])
    assert works["first"].begun.wait(PATIENCE_S)
    for name in ("second", "third"):
        computations.ask(name, works[name])
    works["first"].go_on.set()
    assert works["third"].begun.wait(PATIENCE_S)
    assert not works["second"].begun.is_set()
    for work in works.values():
        work.go_on.set()
    assert result_of(computations, "second", works["second"]).result == "second"


def test_what_nobody_asks_for_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    computations, slow, other = Computations[str](), Slow("done"), Slow("other")
    computations.ask("a", slow)
    assert slow.begun.wait(PATIENCE_S)
    assert slow.thread is not None
    with monkeypatch.context() as patch:
        patch.setattr(background, "_PATIENCE_S", -1.0)
        computations.ask("b", other)
        slow.go_on.set()
        slow.thread.join(PATIENCE_S)
        assert not slow.thread.is_alive()
    assert not other.begun.is_set()
    assert result_of(computations, "a", slow).result == "done"
    assert slow.times == 2


def test_what_goes_wrong_is_raised_where_it_was_asked_for() -> None:
    computations = Computations[str]()

    def broken(step: Step) -> str:
        step(0, 1)
        raise ValueError("no trees")

    with pytest.raises(ValueError, match="no trees"):
        until(lambda: computations.ask("a", broken).result)


def test_only_the_last_results_are_kept() -> None:
    computations, slow = Computations[str](kept=1), Slow("done")
    slow.go_on.set()
    for key in "abca":
        result_of(computations, key, slow)
    assert slow.times == 4


def test_a_slow_computation_holds_no_other_up_where_there_are_threads():
    computations = Computations(threads=2)
    let_go = threading.Event()
    try:
        computations.ask("slow", lambda _step: let_go.wait())
        until(lambda: computations.ask("quick", lambda _step: 7).result)
        assert computations.ask("slow", lambda _step: True).result is None
    finally:
        let_go.set()


def test_what_is_forgotten_is_computed_again():
    computations = Computations()
    answers = iter([1, 2])
    for expected in (1, 2):
        answer = result_of(computations, "key", lambda _step: next(answers))
        assert answer.result == expected
        computations.forget("key")
