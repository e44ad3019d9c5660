import threading

import pytest

from dctaxi.runner import turns
from dctaxi.runner.turns import Turns
from tests.runner.errand import PATIENCE_S


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which tests move themselves."""
    now = [100.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])
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


def waits(all_turns: Turns, number: int) -> None:
    """Return once so many wait for their turn."""
    end = threading.Event()
    for _ in range(PATIENCE_S * 100):
        if len(all_turns._waiting) == number:
            return
        end.wait(0.01)
    pytest.fail("nobody waits")


def test_what_is_quick_goes_before_what_came_earlier_and_takes_long():
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=False)
    assert first.take(never)
    trainers = []
    for number, (who, quick) in enumerate([("b", False), ("c", True)], start=1):
        trainers.append(Trainer(all_turns, who, log, quick=quick))
        waits(all_turns, number)

    first.pass_on(never)  # it waits here until what is quick has ended
    first.leave()
    for trainer in trainers:
        trainer.thread.join(PATIENCE_S)
    assert log == ["c", "b"]


def test_nobody_passes_on_where_nobody_waits():
    turn = Turns().turn("a", quick=False)
    assert turn.take(never)
    turn.pass_on(never)
    assert turn.waited_s < 1


def test_among_people_the_one_who_was_served_longest_ago_is_next():
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=False)
    assert first.take(never)
    trainers = []
    for number, who in enumerate(["a", "a", "b"], start=1):
        trainers.append(Trainer(all_turns, who, log))
        waits(all_turns, number)
    first.leave()
    for trainer in trainers:
        trainer.thread.join(PATIENCE_S)

    assert log == ["b", "a", "a"]


def test_what_takes_long_trains_a_second_at_a_stretch_while_another_waits(clock):
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=False)
    assert first.take(never)
    other = Trainer(all_turns, "b", log)
    waits(all_turns, 1)

    first.pass_on(never)
    assert log == []
    clock[0] += 1.1
    first.pass_on(never)
    assert log == ["b"]
    other.thread.join(PATIENCE_S)


def test_what_said_it_was_quick_and_was_not_passes_on_to_what_is(clock):
    all_turns, log = Turns(), []
    boaster = all_turns.turn("a", quick=True)
    assert boaster.take(never)
    clock[0] += turns.STAYS_QUICK_S - 0.1  # a busy machine makes seconds of what is quick
    assert boaster.quick
    clock[0] += 0.2
    boaster.hear()
    assert not boaster.quick
    other = Trainer(all_turns, "b", log, quick=True)
    waits(all_turns, 1)

    boaster.pass_on(never)
    assert log == ["b"]
    other.thread.join(PATIENCE_S)


def test_who_is_silent_holds_nobody_up_and_waits_for_a_turn_of_its_own_afterwards(clock):
    all_turns, log = Turns(), []
    reader = all_turns.turn("a", quick=False)
    assert reader.take(never)
    clock[0] += 2.1

    Trainer(all_turns, "b", log).thread.join(PATIENCE_S)
    assert log == ["b"]
    reader.pass_on(never)
    assert reader.stretch_s == 0
    clock[0] += 1
    assert reader.used_s == pytest.approx(3.1)


def test_who_gives_up_gets_no_turn_and_leaves_no_gap():
    all_turns = Turns()
    first, second = (all_turns.turn(who, quick=False) for who in "ab")
    assert first.take(never)
    assert not second.take(lambda: True)
    first.leave()
    third = all_turns.turn("c", quick=False)
    assert third.take(never)


def test_who_waits_hears_at_once_that_another_has_passed_on(monkeypatch):
    monkeypatch.setattr(turns, "_LOOK_S", 2.0 * PATIENCE_S)  # nobody looks of their own accord
    all_turns, log = Turns(), []
    long = all_turns.turn("a", quick=False)
    assert long.take(never)
    quick = Trainer(all_turns, "b", log, quick=True)
    waits(all_turns, 1)

    threading.Thread(target=long.pass_on, args=(never,), daemon=True).start()
    quick.thread.join(PATIENCE_S)
    assert log == ["b"]


def test_two_quick_jobs_of_one_person_follow_each_other_while_others_wait():
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=True)
    assert first.take(never)
    others = [Trainer(all_turns, who, log, quick=who == "quick") for who in ("long", "quick")]
    waits(all_turns, 2)

    first.leave(another=True)
    second = all_turns.turn("a", quick=True)
    assert second.take(never)
    log.append("second")
    second.leave()
    for other in others:
        other.thread.join(PATIENCE_S)
    assert log == ["second", "quick", "long"]


def test_nobody_goes_on_for_ever_while_others_wait(clock):
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=True)
    assert first.take(never)
    other = Trainer(all_turns, "b", log, quick=True)
    waits(all_turns, 1)

    clock[0] += turns.RUN_S + 0.1
    first.leave(another=True)
    other.thread.join(PATIENCE_S)
    assert log == ["b"]


def test_who_said_they_would_come_back_and_did_not_holds_nobody_up():
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=True)
    assert first.take(never)
    first.leave(another=True)
    Trainer(all_turns, "long", log).thread.join(PATIENCE_S)
    assert log == ["long"]


def test_what_is_quick_goes_in_the_order_of_coming_whoever_was_served_before(clock):
    all_turns, log = Turns(), []
    first = all_turns.turn("a", quick=True)
    assert first.take(never)
    trainers = []
    for number, who in enumerate("abc", start=1):
        trainers.append(Trainer(all_turns, who, log, quick=True))
        waits(all_turns, number)

    clock[0] += 1.1
    first.pass_on(never)  # it is held up by none of them
    assert log == []
    first.leave()
    for trainer in trainers:
        trainer.thread.join(PATIENCE_S)
    assert log == ["a", "b", "c"]
