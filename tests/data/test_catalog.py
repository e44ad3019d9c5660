import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.catalog import (
    data_label,
    data_set_of,
    data_sets,
    delete_data_set,
    find_data_set,
    free_name,
    keep_data_set,
    rename_data_set,
)
from dctaxi.data.loading import load_tables
from dctaxi.data.sources import SampleSource
from dctaxi.data.tables import prepare
from dctaxi.errors import DataError


def kept(name, workspace, seed=0):
    return keep_data_set(name, load_tables(SampleSource(60, seed), workspace), workspace)


def test_a_data_set_is_kept_listed_and_found(workspace):
    assert data_sets(workspace) == ()
    one = kept("First trips", workspace)
    assert (one.train, one.val, one.test, one.left_out) == (40, 10, 10, 0)
    tables = load_tables(one.source, workspace)
    assert one.fingerprint == prepare(tables, "raw").fingerprint
    assert data_sets(workspace) == (one,)
    assert find_data_set("First trips", workspace) == find_data_set(one.id, workspace) == one
    assert data_label(one.source, workspace) == "First trips"
    assert data_label(SampleSource(61), workspace) == SampleSource(61).title


def test_the_same_trips_read_otherwise_take_the_place_of_a_data_set(workspace):
    first, other = kept("mine", workspace), kept("other", workspace, seed=1)
    tables = load_tables(SampleSource(60, 2), workspace)
    with pytest.raises(DataError, match="already"):
        keep_data_set("mine", tables, workspace)
    with pytest.raises(DataError, match="already"):
        keep_data_set("other", tables, workspace, instead_of=first)
    again = keep_data_set("mine", tables, workspace, instead_of=first)
    assert {one.id for one in data_sets(workspace)} == {again.id, other.id}
    assert keep_data_set("mine", tables, workspace, instead_of=again).id == again.id


def test_the_same_source_is_one_data_set(workspace):
    kept("A", workspace)
    again = kept("B", workspace)
    assert data_sets(workspace) == (again,)


def test_renamed_and_deleted(workspace):
    one = kept("A", workspace)
    kept("B", workspace, seed=1)
    renamed = rename_data_set("A", "C", workspace)
    assert renamed == dataclasses.replace(one, name="C")
    assert data_set_of(one.source, workspace) == renamed
    with pytest.raises(DataError, match="called 'c' already"):
        rename_data_set("B", "c", workspace)
    assert delete_data_set("C", workspace) == renamed
    assert [each.name for each in data_sets(workspace)] == ["B"]
    with pytest.raises(DataError, match="There is no data set 'C'; those of this workspace: 'B'"):
        delete_data_set("C", workspace)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb", "a\x1bb"])
def test_refuses_a_name_that_cannot_be(name, workspace):
    with pytest.raises(DataError, match="Expected a name of 1 to 60"):
        kept(name, workspace)
    assert data_sets(workspace) == ()


@given(st.text(max_size=90))
def test_any_name_is_kept_or_refused_in_a_sentence(tmp_path_factory, name):
    from dctaxi.workspace import Workspace

    workspace = Workspace(tmp_path_factory.mktemp("home"), "sqlite://")
    try:
        one = kept(name, workspace)
    except DataError as error:
        said = str(error)
    else:
        assert data_sets(workspace) == (one,)
        return
    assert "Expected a name" in said


def test_a_free_name(workspace):
    kept("Trips", workspace)
    assert free_name("trips", workspace) == "trips 2"
    assert free_name("  ", workspace) == "Trips 2"


@pytest.mark.parametrize("content", ["", "{}", '{"name": "x"}', "[" * 5000])
def test_a_file_that_is_no_data_set_is_passed_over(content, workspace):
    one = kept("A", workspace)
    (workspace.root / "datasets" / "other.json").write_text(content)
    assert data_sets(workspace) == (one,)
