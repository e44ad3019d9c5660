from hypothesis import given
from hypothesis import strategies as st

from dctaxi.classroom import Attempts, attempts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_thirty_wrong_codes_a_minute_are_looked_at_from_each_address():
    clock = Clock()
    found = Attempts(clock)
    for _ in range(30):
        assert not found.too_many("192.0.2.1")
        found.note("192.0.2.1")
        clock.now += 1
    assert found.too_many("192.0.2.1")
    assert not found.too_many("192.0.2.2")
    clock.now = 60.0  # a minute after the first
    assert not found.too_many("192.0.2.1")


def test_who_has_many_addresses_of_the_newer_kind_counts_once():
    found = Attempts(Clock())
    for n in range(30):
        found.note(f"2001:db8::{n:x}")
    assert found.too_many("2001:db8::ffff")
    assert not found.too_many("2001:db8:0:1::1")
    assert len(found) == 1
    found.note("192.0.2.1")
    found.note("::ffff:192.0.2.1")
    assert len(found) == 2


def test_what_is_over_is_forgotten():
    clock = Clock()
    found = Attempts(clock)
    for n in range(5):
        found.note(f"192.0.2.{n}")
    clock.now = 30.0
    found.note("192.0.2.0")
    clock.now = 60.0
    found.note("192.0.2.9")
    assert len(found) == 2


def test_invented_addresses_are_remembered_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(attempts, "_MOST_VISITORS", 10)
    found = Attempts(Clock())
    for n in range(50):
        found.note(f"invented {n}")
    assert len(found) == 10


@given(st.lists(st.text(max_size=80), max_size=20))
def test_whatever_a_visitor_is_called_their_wrong_codes_are_counted(visitors):
    found = Attempts(Clock())
    for visitor in visitors:
        found.note(visitor)
        assert not found.too_many(visitor) or len(visitors) >= attempts.MOST
