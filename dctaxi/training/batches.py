"""Batches of rows: endless, in file order, wrapping around inside a batch, never partial.

Two loaders give the same batches: one indexes rows in memory, the other streams CSV files from
object storage through kaen, as in the chapter.
"""

from __future__ import annotations

import itertools
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset

from dctaxi.data import GlobSource, Role, SampleSource, kaen_options, streamable
from dctaxi.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.data import DataSource, TaxiData
    from dctaxi.workspace import Workspace

    Rows = NDArray[np.float64]

_filtering = threading.Lock()


def batch_rows(step: int, batch_size: int, rows: int) -> NDArray[np.int64]:
    """Return the row numbers ``[batch_size]`` of a batch: ``(step * batch_size + i) mod rows``.

    ``step`` counts from 0. A batch larger than the data holds rows more than once.
    """
    return np.arange(step * batch_size, (step + 1) * batch_size) % rows


class Loader(Protocol):
    """Gives the batches of a set, ``[batch_size, 1 + num_features]`` float64, label first."""

    def batches(self, role: Role, batch_size: int) -> Iterable[torch.Tensor]:
        """Return the endless batches of a set; every new iterator starts at row 0."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryBatches:
    """The endless batches of ``rows``, ``[rows, columns]``, on the device where these lie."""

    rows: torch.Tensor
    batch_size: int

    def __iter__(self) -> Iterator[torch.Tensor]:
        for step in itertools.count():
            index = torch.from_numpy(batch_rows(step, self.batch_size, len(self.rows)))
            yield self.rows[index.to(self.rows.device)]


class MemoryLoader:
    """Indexes rows that were copied once to the device of the training."""

    def __init__(self, data: TaxiData, device: str) -> None:
        sets: dict[Role, Rows | None] = {"train": data.train, "val": data.val, "test": data.test}
        self._rows = {
            role: torch.tensor(rows, device=device)
            for role, rows in sets.items()
            if rows is not None
        }

    def batches(self, role: Role, batch_size: int) -> MemoryBatches:
        """Return the endless batches of a set."""
        return MemoryBatches(self._rows[role], batch_size)


class KaenBatches(IterableDataset[torch.Tensor]):
    """The endless batches of the CSV files behind a glob, streamed by kaen.

    It hides the length that kaen's data set claims, one more than its rows, at which Lightning
    would end the epoch. Use it while the context of ``options``, from ``kaen_options``, is open.
    """

    def __init__(
        self,
        glob: str,
        batch_size: int,
        options: Mapping[str, Any],
        transform: Callable[[Rows], Rows] | None = None,
    ) -> None:
        from kaen.torch import ObjectStorageDataset

        self._stream = ObjectStorageDataset(glob, batch_size=batch_size, **options)
        self._transform = transform

    def __iter__(self) -> Iterator[torch.Tensor]:
        # A generator of its own, because a DataLoader draws a seed from the global one.
        loader = DataLoader(self._stream, batch_size=None, generator=torch.Generator())
        batches = iter(loader)
        while True:
            with _without_pandas_warning():
                batch = next(batches)
            rows = batch.to(torch.float64)
            if self._transform is not None:
                rows = torch.from_numpy(self._transform(rows.numpy()))
            yield rows.contiguous()


@dataclass(frozen=True, slots=True)
class KaenLoader:
    """Streams the files of a source, while the context that made it is open."""

    globs: Mapping[Role, str]
    transform: Callable[[Rows], Rows]
    options: Mapping[str, Any]

    def batches(self, role: Role, batch_size: int) -> KaenBatches:
        """Return the endless batches of a set."""
        glob = self.globs.get(role)
        if glob is None:
            raise EngineError("The source has no test set to stream; name a glob for it.")
        return KaenBatches(glob, batch_size, self.options, self.transform)


def why_not_streamed(source: DataSource) -> str | None:
    """Return in one sentence why kaen cannot stream data, or None."""
    if isinstance(source, SampleSource):
        return (
            f"The loader 'kaen' streams CSV files, but the data is {source.title}, which is made "
            "in memory; choose the loader 'memory' or give globs."
        )
    if not isinstance(source, GlobSource) or source.leave_out != "nothing":
        return (
            "The loader 'kaen' streams files of the chapter's nine columns as they are, but the "
            f"data is {source.title}, which is read by a mapping or without some of its rows; "
            "choose the loader 'memory'."
        )
    return None


@contextmanager
def kaen_loader(data: TaxiData, workspace: Workspace) -> Iterator[KaenLoader]:
    """Open the loader of the files that the data came from; kaen caches in the workspace.

    Raises ``EngineError`` for data that came from no files.
    """
    source = data.source
    if (reason := why_not_streamed(source)) is not None:
        raise EngineError(reason)
    assert isinstance(source, GlobSource)
    with kaen_options(workspace) as options:
        named: dict[Role, str | None] = {
            "train": source.train, "val": source.val, "test": source.test
        }  # fmt: skip
        globs = {
            role: streamable(glob, options, workspace)
            for role, glob in named.items()
            if glob is not None
        }
        yield KaenLoader(globs, data.transform, options)


@contextmanager
def _without_pandas_warning() -> Iterator[None]:
    """Silence what pandas 3 says about kaen's ``concat(copy=...)`` with every batch.

    The lock is there because Python keeps its warning filters for all threads together.
    """
    with _filtering, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The copy keyword", category=DeprecationWarning)
        yield
