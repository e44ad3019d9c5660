from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import Role, TaxiData
from dctaxi.errors import EngineError
from dctaxi.training.batches import Loader, MemoryLoader, batch_rows, kaen_loader
from dctaxi.workspace import Workspace


def first(loader: Loader, role: Role, batch_size: int, count: int) -> list[torch.Tensor]:
    return list(itertools.islice(loader.batches(role, batch_size), count))


@given(st.integers(0, 50), st.integers(1, 40), st.integers(1, 60))
def test_batches_are_a_window_over_the_rows_repeated_without_end(
    step: int, batch_size: int, rows: int
) -> None:
    endless = itertools.cycle(range(rows))
    window = itertools.islice(endless, step * batch_size, (step + 1) * batch_size)
    assert batch_rows(step, batch_size, rows).tolist() == list(window)


def test_a_batch_larger_than_the_data_repeats_rows() -> None:
    assert batch_rows(0, 5, 2).tolist() == [0, 1, 0, 1, 0]
    assert batch_rows(1, 5, 2).tolist() == [1, 0, 1, 0, 1]


@pytest.mark.parametrize("batch_size", [1, 7, 20, 23, 37, 38, 80])
@pytest.mark.parametrize("role", ["train", "val", "test"])
def test_both_loaders_give_the_same_batches(
    role: Role, batch_size: int, files: TaxiData, workspace: Workspace
) -> None:
    memory = first(MemoryLoader(files, "cpu"), role, batch_size, 9)
    with kaen_loader(files, workspace) as loader:
        streamed = first(loader, role, batch_size, 9)
    assert all(torch.equal(a, b) for a, b in zip(memory, streamed, strict=True))
    assert {batch.shape for batch in streamed} == {(batch_size, 1 + files.num_features)}
    assert {batch.dtype for batch in streamed} == {torch.float64}


def test_every_iterator_starts_at_the_first_row(files: TaxiData, workspace: Workspace) -> None:
    with kaen_loader(files, workspace) as loader:
        batches = loader.batches("train", 8)
        once, again = (list(itertools.islice(batches, 3)) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(once, again, strict=True))
    np.testing.assert_array_equal(once[0].numpy(), files.train[:8])


def test_kaen_caches_in_the_workspace_and_cleans_up(files: TaxiData, workspace: Workspace) -> None:
    cache = workspace.root / "kaen-cache"
    with kaen_loader(files, workspace) as loader:
        first(loader, "train", 8, 1)
        assert any(path.is_file() for path in cache.rglob("*"))
    assert not any(cache.iterdir())


def test_refuses_to_stream_what_came_from_no_file(data: TaxiData, workspace: Workspace) -> None:
    with pytest.raises(EngineError, match="streams CSV files"), kaen_loader(data, workspace):
        pass


def test_refuses_to_stream_a_set_that_is_not_there(files: TaxiData, workspace: Workspace) -> None:
    source = type(files.source)(files.source.train, files.source.val)  # type: ignore[union-attr]
    without = TaxiData(files.train, files.val, None, files.transform, source, "")
    with kaen_loader(without, workspace) as loader, pytest.raises(EngineError, match="no test set"):
        loader.batches("test", 3)
