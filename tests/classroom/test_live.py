import threading
from collections.abc import Callable

import pytest

from dctaxi.access import ALLOWED, Action, Actor, Role
from dctaxi.classroom import (
    ClassSettings,
    Race,
    RunState,
    answer,
    answered,
    answers,
    arrived,
    begin,
    close,
    enter,
    live,
    member_of,
    own_answer,
    past,
    reset,
    reveal,
)
from dctaxi.errors import AccessError, ClassError
from dctaxi.space import PRESETS, Fixed
from dctaxi.teaching.lessons import SHIPPED, Guess, Lesson, Option
from tests.waiting import PATIENCE_S

SPACE = PRESETS["chapter"].space
NUMBER = Lesson("L", "whatif", "Do.", guess=Guess("How much?", "number", (Option("all", SPACE),)))
CHOICE = Lesson(
    "C", "whatif", "Do.",
    guess=Guess("Which?", "choice", (Option("a", SPACE), Option("b", SPACE))),
)  # fmt: skip


def student(settings: ClassSettings, name: str) -> Actor:
    return member_of(settings, enter(settings, "student", name)).actor


def test_a_class_is_at_no_lesson_before_one_begins_and_after_it_is_closed(settings, teacher):
    assert live(settings) is None
    run = begin(settings, teacher, SHIPPED["seed"])
    assert live(settings) == run
    assert run.lesson.seed != SHIPPED["seed"].seed  # else anybody could train the answer before
    close(settings, teacher, run.number)
    assert live(settings) is None
    assert [one.state for one in past(settings, teacher)] == [RunState.CLOSED]


def test_the_first_guess_of_each_counts_and_is_hidden_until_the_reveal(settings, teacher):
    ada, bob = student(settings, "Ada"), student(settings, "Bob")
    run = begin(settings, teacher, NUMBER)
    answer(settings, bob, run.number, 4)
    answer(settings, ada, run.number, 5.5)
    with pytest.raises(ClassError, match="first guess is saved already"):
        answer(settings, ada, run.number, 4.0)

    assert arrived(settings, run.number) == 2
    assert own_answer(settings, ada, run) == 5.5
    for actor in (ada, teacher):
        with pytest.raises(AccessError, match="hidden until the reveal"):
            answers(settings, actor, run)
    reveal(settings, teacher, run.number)
    assert [(one.name, one.value) for one in answers(settings, ada, live(settings))] == [
        ("Bob", 4.0),
        ("Ada", 5.5),
    ]
    with pytest.raises(ClassError, match="is closed for answers"):
        answer(settings, student(settings, "Late"), run.number, 4.0)


@pytest.mark.parametrize(
    ("lesson", "value", "why"),
    [
        (NUMBER, "4", "Expected a number in USD"),
        (NUMBER, True, "Expected a number in USD"),
        (NUMBER, float("nan"), "Expected 0 to 20 USD"),
        (NUMBER, -1, "Expected 0 to 20 USD"),
        (NUMBER, 20.5, "Expected 0 to 20 USD"),
        (NUMBER, SPACE, "Expected a number in USD"),
        (CHOICE, "c", "Expected one of a, b"),
        (CHOICE, 1, "Expected one of a, b"),
        (Lesson("L", "whatif", "Do."), 1, "asks for no guess"),
    ],
)
def test_what_is_no_answer_is_refused_and_none_is_kept(settings, teacher, lesson, value, why):
    run = begin(settings, teacher, lesson)
    with pytest.raises(ClassError, match=why):
        answer(settings, student(settings, "Ada"), run.number, value)
    assert arrived(settings, run.number) == 0


def test_of_a_race_the_last_ranges_of_each_count(settings, teacher):
    ada = student(settings, "Ada")
    run = begin(settings, teacher, Lesson("R", "new", "Set ranges."), Race(4, 10))
    assert live(settings).race == Race(4, 10)
    with pytest.raises(ClassError, match="Expected ranges"):
        answer(settings, ada, run.number, "a")
    answer(settings, ada, run.number, PRESETS["wide"].space)
    answer(settings, ada, run.number, SPACE)
    reveal(settings, teacher, run.number)
    assert [one.value for one in answers(settings, ada, live(settings))] == [SPACE]


def test_ranges_that_the_whole_class_would_wait_for_are_refused(settings, teacher):
    ada = student(settings, "Ada")
    run = begin(settings, teacher, Lesson("R", "new", "Set ranges."), Race(4, 10))
    endless = SPACE.replace("max_batches", Fixed(1_000_000))
    with pytest.raises(ClassError, match="take fewer steps or smaller networks"):
        answer(settings, ada, run.number, endless)
    assert arrived(settings, run.number) == 0


@pytest.mark.parametrize(("searches", "trials"), [(0, 10), (33, 10), (4, 0), (4, 201)])
def test_a_race_is_bounded(searches, trials):
    with pytest.raises(ClassError, match="expected a whole number from 1 to"):
        Race(searches, trials)


def test_a_reset_forgets_every_answer_and_begins_on_other_draws(settings, teacher):
    ada = student(settings, "Ada")
    run = begin(settings, teacher, NUMBER)
    answer(settings, ada, run.number, 4)
    reveal(settings, teacher, run.number)

    again = reset(settings, teacher, run.number)
    assert live(settings) == again
    assert arrived(settings, again.number) == arrived(settings, run.number) == 0
    assert again.lesson.seed != run.lesson.seed
    answer(settings, ada, again.number, 4)


def test_answers_to_a_lesson_of_the_past_are_the_teachers_to_read(settings, teacher):
    ada = student(settings, "Ada")
    run = begin(settings, teacher, NUMBER)
    answer(settings, ada, run.number, 4)
    close(settings, teacher, run.number)
    assert len(answers(settings, teacher, run)) == 1
    with pytest.raises(AccessError, match="that is for the teacher"):
        answers(settings, ada, run)


def test_guesses_that_come_at_once_are_all_kept_once(settings, teacher):
    students = [student(settings, f"s{number}") for number in range(12)]
    run = begin(settings, teacher, NUMBER)
    barrier = threading.Barrier(len(students))

    def guess(one: Actor) -> None:
        barrier.wait(PATIENCE_S)
        answer(settings, one, run.number, 4)

    threads = [threading.Thread(target=guess, args=(one,)) for one in students]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert arrived(settings, run.number) == len(students)


ACTS: dict[Action, list[Callable[[ClassSettings, Actor, int], object]]] = {
    Action.ANSWER: [lambda s, a, n: answer(s, a, n, 4.0)],
    Action.LEAD: [
        lambda s, a, _n: begin(s, a, CHOICE),
        reveal,
        reset,
        close,
        lambda s, a, _n: past(s, a),
        answered,
    ],
}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STUDENT])
@pytest.mark.parametrize("action", ACTS)
def test_what_a_role_may_not_changes_nothing(settings, teacher, role, action):
    run = begin(settings, teacher, NUMBER)
    somebody = Actor("x", "X", role)
    for act in ACTS[action]:
        if action in ALLOWED[role]:
            continue
        with pytest.raises(AccessError, match=f"A {role} may not {action}"):
            act(settings, somebody, run.number)
    assert (live(settings), arrived(settings, run.number)) == (run, 0)
