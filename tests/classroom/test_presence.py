from dctaxi.classroom import Presence


def test_who_was_heard_a_moment_ago_is_there():
    now = 0.0
    presence = Presence(clock=lambda: now)
    presence.note("ada")
    now = 10.0
    presence.note("bob")
    assert presence.here() == {"ada", "bob"}
    now = 20.0
    assert presence.here() == {"bob"}
    presence.note("ada")
    assert presence.here() == {"ada", "bob"}
