import threading
from types import SimpleNamespace

import pytest

from dctaxi.runner import turns
from dctaxi.runner.turns import Turns
from tests.waiting import PATIENCE_S, until


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which tests move themselves: who waits for a slow thread is not silent."""
    now = [100.0]
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def never() -> bool:
    return False


class Trainer:
    """A job in a thread of its own that has its turn until it is told to pass it on."""

    def __init__(self, all_turns: Turns, who: str, log: list[str], *, quick: bool = False) -> None:
        self.turn = all_turns.turn(who, quick=quick)
        self._who, self._log = who, log
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _work(self) -> None:
        if self.turn.take(never):
            self._log.append(self._who)
            self.turn.leave()


class Held:
    """A turn that ``first`` has, while others wait for it in their order; those in capitals are
    quick. ``log`` are those that had theirs.
    """

    def __init__(self, first: str, *others: str) -> None:
        self.log: list[str] = []
        self.turns = Turns()
        self.first = self.turns.turn(first, quick=first.isupper())
        assert self.first.take(never)
        self._trainers: list[Trainer] = []
        for who in others:
            self.wait(who)

    def wait(self, who: str) -> None:
        self._trainers.append(Trainer(self.turns, who, self.log, quick=who.isupper()))
        until(lambda: len(self.turns._waiting) == len(self._trainers))

    def ended(self) -> list[str]:
        """Return who had their turn once all had it."""
        for trainer in self._trainers:
            trainer.thread.join(PATIENCE_S)
        return self.log


def test_what_is_quick_goes_before_what_came_earlier_and_takes_long():
    held = Held("a", "b", "C")
    held.first.pass_on(never)  # it waits here until what is quick has ended
    held.first.leave()
    assert held.ended() == ["C", "b"]


def test_nobody_passes_on_where_nobody_waits(clock):
    turn = Turns().turn("a", quick=False)
    assert turn.take(never)
    clock[0] += turns.SLICE_S + 0.1
    turn.pass_on(never)
    assert turn.stretch_s == pytest.approx(turns.SLICE_S + 0.1)
    assert turn.waited_s == 0


def test_among_people_the_one_who_was_served_longest_ago_is_next():
    held = Held("a", "a", "a", "b")
    held.first.leave()
    assert held.ended() == ["b", "a", "a"]


def test_what_takes_long_trains_a_second_at_a_stretch_while_another_waits(clock):
    held = Held("a", "b")
    held.first.pass_on(never)
    assert held.log == []
    clock[0] += 1.1
    held.first.pass_on(never)
    assert held.log == ["b"]


def test_what_said_it_was_quick_and_was_not_passes_on_to_what_is(clock):
    held = Held("A")
    clock[0] += turns.STAYS_QUICK_S - 0.1  # a busy machine makes seconds of what is quick
    assert held.first.quick
    clock[0] += 0.2
    held.first.hear()
    assert not held.first.quick
    held.wait("B")
    held.first.pass_on(never)
    assert held.log == ["B"]


def test_who_is_silent_holds_nobody_up_and_waits_for_a_turn_of_its_own_afterwards(clock):
    held = Held("a")
    clock[0] += 2.1

    Trainer(held.turns, "b", held.log).thread.join(PATIENCE_S)
    assert held.log == ["b"]
    held.first.pass_on(never)
    assert held.first.stretch_s == 0
    clock[0] += 1
    assert held.first.used_s == pytest.approx(3.1)


def test_who_gives_up_gets_no_turn_and_leaves_no_gap():
    all_turns = Turns()
    first, second = (all_turns.turn(who, quick=False) for who in "ab")
    assert first.take(never)
    assert not second.take(lambda: True)
    first.leave()
    third = all_turns.turn("c", quick=False)
    assert third.take(never)


def test_who_waits_hears_at_once_that_another_has_passed_on(monkeypatch):
    monkeypatch.setattr(turns, "_LOOK_S", 2 * PATIENCE_S)  # nobody looks of their own accord
    held = Held("a", "B")
    threading.Thread(target=held.first.pass_on, args=(never,), daemon=True).start()
    assert held.ended() == ["B"]


def test_two_quick_jobs_of_one_person_follow_each_other_while_others_wait():
    held = Held("A", "long", "QUICK")
    held.first.leave(another=True)
    second = held.turns.turn("A", quick=True)
    assert second.take(never)
    held.log.append("second")
    second.leave()
    assert held.ended() == ["second", "QUICK", "long"]


def test_nobody_goes_on_for_ever_while_others_wait(clock):
    held = Held("A", "B")
    clock[0] += turns.RUN_S + 0.1
    held.first.leave(another=True)
    assert held.ended() == ["B"]


def test_who_said_they_would_come_back_and_did_not_holds_nobody_up(clock):
    held = Held("A")
    held.first.leave(another=True)
    clock[0] += turns._BACK_S + 0.1
    Trainer(held.turns, "long", held.log).thread.join(PATIENCE_S)
    assert held.log == ["long"]


def test_what_is_quick_goes_in_the_order_of_coming_whoever_was_served_before(clock):
    held = Held("A", "A", "B", "C")
    clock[0] += 1.1
    held.first.pass_on(never)  # it is held up by none of them
    assert held.log == []
    held.first.leave()
    assert held.ended() == ["A", "B", "C"]
