"""Data that come over the network, read before a job's turn so that nobody else waits for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from dctaxi.data import load_tables
from dctaxi.records import ShouldStop, never_stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.data import DataSource, TaxiTables
    from dctaxi.workspace import Workspace

MAX_READINGS: Final = 4
"""Of one queue at once; what is here already waits for none of them."""


class ReadAhead:
    """The reading of one source in a thread of its own; called like ``load_tables`` once it has
    ended, it gives or raises what came of that.
    """

    def __init__(
        self,
        source: DataSource,
        workspace: Workspace,
        places: threading.Semaphore,
        *,
        should_stop: ShouldStop,
        on_end: Callable[[], None],
    ) -> None:
        self._source, self._workspace, self._places = source, workspace, places
        self._should_stop, self._on_end = should_stop, on_end
        self._begun = False
        self._found: TaxiTables | Exception | None = None

    @property
    def ended(self) -> bool:
        """Whether the tables are there, or what went wrong."""
        return self._found is not None

    def begin(self) -> bool:
        """Begin to read if there is a place and it has not begun; tell whether it did now."""
        if self._begun or not self._places.acquire(blocking=False):
            return False
        self._begun = True
        threading.Thread(target=self._read, name="dctaxi-reading", daemon=True).start()
        return True

    def __call__(
        self, source: DataSource, workspace: Workspace, *, should_stop: ShouldStop = never_stop
    ) -> TaxiTables:
        """Return the tables of a source: those that were read, if it is that one."""
        if source != self._source or self._found is None:
            return load_tables(source, workspace, should_stop=should_stop)
        if isinstance(self._found, Exception):
            raise self._found
        return self._found

    def _read(self) -> None:
        try:
            self._found = load_tables(self._source, self._workspace, should_stop=self._should_stop)
        except Exception as error:  # whatever it is: raised where the tables are asked for
            self._found = error
        finally:
            self._places.release()
            self._on_end()
