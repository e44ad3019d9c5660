import dataclasses

import pytest

from dctaxi.access import Action, Actor, Role
from dctaxi.classroom import (
    MINE,
    SHELF,
    ClassSettings,
    beside_shelf,
    delete_class,
    delete_work,
    enter,
    member_of,
    open_place,
    places,
)
from dctaxi.errors import AccessError, ClassError
from dctaxi.limits import NO_LIMITS


@pytest.fixture
def ada(settings: ClassSettings) -> Actor:
    return member_of(settings, enter(settings, "student", "Ada")).actor


@pytest.fixture
def bob(settings: ClassSettings) -> Actor:
    return member_of(settings, enter(settings, "student", "Bob")).actor


def test_a_student_has_a_workspace_of_their_own_and_reads_the_shelf(settings, ada, bob):
    assert [(one.id, one.reads) for one in places(settings, ada)] == [(MINE, False), (SHELF, True)]
    own, shelf = (open_place(settings, ada, place) for place in (MINE, SHELF))
    assert own.root != open_place(settings, bob, MINE).root
    assert (own.actor, own.limits) == (ada, settings.limits)
    own.allow(Action.TRAIN)
    with pytest.raises(AccessError, match="A viewer may not train models here"):
        shelf.allow(Action.TRAIN)


def test_a_student_opens_nobody_elses_work_and_no_other_folder(settings, ada, bob):
    for place in (bob.id, ada.id, "..", "../shelf", "people", ""):
        with pytest.raises(AccessError, match="A student may not open this work"):
            open_place(settings, ada, place)


def test_a_teacher_opens_all_of_them_and_may_do_everything_there(settings, teacher, ada):
    known = {one.title: one for one in places(settings, teacher)}
    assert list(known) == ["My own work", "The shelf", "Ada"]
    hers = open_place(settings, teacher, known["Ada"].id)
    assert hers.root == open_place(settings, ada, MINE).root
    assert (hers.limits, hers.actor) == (NO_LIMITS, teacher)
    for place in known.values():
        for action in Action:
            open_place(settings, teacher, place.id).allow(action)
    with pytest.raises(AccessError):
        open_place(settings, teacher, "nobody")


def test_a_viewer_sees_the_shelf_alone(settings):
    viewer = Actor("v", "V", Role.VIEWER)
    assert [one.id for one in places(settings, viewer)] == [SHELF]
    with pytest.raises(AccessError):
        open_place(settings, viewer, MINE)


def test_with_the_class_everything_of_everybody_goes_but_its_settings(settings, teacher, ada):
    own = open_place(settings, ada, MINE)
    own.folder("drafts")
    (settings.folder / "class.toml").touch()
    with pytest.raises(AccessError):
        delete_class(settings, ada)
    delete_class(settings, teacher)
    assert [path.name for path in settings.folder.iterdir()] == ["class.toml"]
    delete_class(settings, teacher)


def test_what_cannot_be_deleted_is_said(settings, teacher, ada, monkeypatch):
    open_place(settings, ada, MINE).folder("drafts")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("shutil.rmtree", refuse)
    for act in (
        lambda: delete_work(settings, teacher, ada.id),
        lambda: delete_class(settings, teacher),
    ):
        with pytest.raises(ClassError, match=r"people.* cannot be deleted \(Permission denied\)"):
            act()


def test_beside_a_shelf_are_the_workspaces_of_all_and_beside_another_folder_none(
    settings, teacher, ada, bob
):
    shelf = open_place(settings, teacher, SHELF)
    assert beside_shelf(shelf.root) == ()
    theirs = {open_place(settings, one, MINE) for one in (ada, bob)}
    for one in theirs:
        one.folder("drafts")
    found = {(one.root, one.storage_url) for one in beside_shelf(shelf.root)}
    assert found == {(one.root, one.storage_url) for one in theirs}
    assert beside_shelf(next(iter(theirs)).root) == ()


def test_the_work_of_one_goes_and_that_of_others_stays(settings, teacher, ada, bob):
    for one in (ada, bob):
        open_place(settings, one, MINE).folder("drafts")
    with pytest.raises(AccessError):
        delete_work(settings, bob, ada.id)
    with pytest.raises(ClassError):
        delete_work(settings, teacher, "../shelf")
    delete_work(settings, teacher, ada.id)
    assert not open_place(settings, ada, MINE).root.exists()
    assert open_place(settings, bob, MINE).root.exists()


def test_nobody_of_a_class_reads_files_of_the_server_or_of_others(settings, teacher, ada, bob):
    theirs = open_place(settings, bob, MINE).root / "uploads" / "a.csv"
    (settings.folder / "shelf" / "uploads").mkdir(parents=True)
    for actor in (ada, teacher):
        sources = open_place(settings, actor, MINE).sources
        for path in (theirs, settings.folder / "class.toml", settings.folder / "secret"):
            assert not sources.allows_path(path)
        assert sources.allows_path(settings.folder / "shelf" / "uploads" / "a.csv")
        assert not sources.allows_address("https://elsewhere.example/a.csv")


def test_the_settings_name_folders_and_hosts(settings, ada, tmp_path):
    named = dataclasses.replace(
        settings, data_folders=(str(tmp_path / "trips"),), data_hosts=(" Data.School.example ",)
    )
    sources = open_place(named, ada, MINE).sources
    assert sources.allows_path(tmp_path / "trips" / "a.csv")
    assert sources.allows_address("https://data.school.example/a.csv")
