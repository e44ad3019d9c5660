import threading
import time

import pytest

from dctaxi.runner import background
from dctaxi.runner.background import Answer, Computations, Step


class Slow:
    """A computation that a test lets go on step by step."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.times = 0

    def __call__(self, step: Step) -> str:
        self.times += 1
        step(1, 4)
        self.begun.set()
        assert self.go_on.wait(10)
        step(2, 4)
        return self.answer


def result_of(computations: Computations[str], key: str, compute: Slow) -> Answer[str]:
    deadline = time.monotonic() + 10
    while (answer := computations.ask(key, compute)).result is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return answer


def test_asking_never_waits_and_tells_how_far_it_is() -> None:
    computations, slow = Computations[str](), Slow("done")
    assert computations.ask("a", slow).result is None
    assert slow.begun.wait(10)
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
    assert works["first"].begun.wait(10)
    for name in ("second", "third"):
        computations.ask(name, works[name])
    works["first"].go_on.set()
    assert works["third"].begun.wait(10)
    assert not works["second"].begun.is_set()
    for work in works.values():
        work.go_on.set()
    assert result_of(computations, "second", works["second"]).result == "second"


def test_what_nobody_asks_for_any_more_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    computations, slow, other = Computations[str](), Slow("done"), Slow("other")
    computations.ask("a", slow)
    assert slow.begun.wait(10)
    monkeypatch.setattr(background, "_PATIENCE_S", -1.0)
    computations.ask("b", other)
    slow.go_on.set()
    deadline = time.monotonic() + 10
    while any(thread.name == "dctaxi-background" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert not other.begun.is_set()
    monkeypatch.undo()
    assert result_of(computations, "a", slow).result == "done"
    assert slow.times == 2


def test_what_goes_wrong_is_raised_where_it_was_asked_for() -> None:
    computations = Computations[str]()

    def broken(step: Step) -> str:
        step(0, 1)
        raise ValueError("no trees")

    def ask_until_it_ends() -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            computations.ask("a", broken)
            time.sleep(0.005)

    with pytest.raises(ValueError, match="no trees"):
        ask_until_it_ends()


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
        computations.ask("slow", lambda _step: let_go.wait(10))
        until = time.monotonic() + 10
        while computations.ask("quick", lambda _step: 7).result is None:
            assert time.monotonic() < until
        assert computations.ask("slow", lambda _step: True).result is None
    finally:
        let_go.set()


def test_what_is_forgotten_is_computed_again():
    computations = Computations()
    answers = iter([1, 2])
    for expected in (1, 2):
        while (answer := computations.ask("key", lambda _step: next(answers))).result is None:
            pass
        assert answer.result == expected
        computations.forget("key")
