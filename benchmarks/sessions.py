"""Tabs of the app without a browser: real sessions over WebSocket, in Streamlit's own protocol.

A session opens an address, answers the server's timers as a browser does, and makes gestures. It
keeps what it waited for and how many bytes came, and draws nothing, so that thirty of them take
little from the machine that is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE_S = 120.0
"""Seconds after which a run of a page counts as lost."""

_GLANCE_S = 0.02


@dataclass
class Waited:
    """What sessions waited for, in seconds, and the bytes that they were sent."""

    first_loads: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    lost: int = 0
    received: int = 0


class Session:
    """One tab on one page; what it waits for goes into ``waited``, which others may share.

    ``timers=False`` leaves the page's timers unanswered; ``cookie`` is what the browser keeps.
    """

    def __init__(
        self,
        url: str,
        page: str,
        waited: Waited,
        *,
        query: str = "",
        timers: bool = True,
        cookie: str = "",
    ) -> None:
        self._url, self._page, self._query = url.replace("http", "ws", 1), page, query
        self._waited, self._timers, self._cookie = waited, timers, cookie
        self.widgets: dict[str, str] = {}
        """Ids of the page's widgets, by their keys."""
        self.options: dict[str, list[str]] = {}
        """What a radio offers, by its key."""
        self.said: list[str] = []
        """The texts of the page since it was last run as a whole."""
        self._values: dict[str, WidgetState] = {}
        self._cached: set[str] = set()
        self._page_hash = ""
        self._begun = False
        self._done: asyncio.Future[None] | None = None
        self._ticking: dict[str, asyncio.Task[None]] = {}
        self._due: defaultdict[str, list[float]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        """Connect, open the page and wait until it stands."""
        self._began = time.perf_counter()
        self._socket: ClientConnection = await connect(
            f"{self._url}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=PATIENCE_S,
            compression=None,
            additional_headers={"Cookie": self._cookie} if self._cookie else None,
        )
        self._reader = asyncio.create_task(self._read())
        if (seconds := await self._run(time.perf_counter() - self._began)) is not None:
            self._waited.first_loads.append(seconds)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the tab as a browser does: without a word."""
        self._stop_timers()
        self._reader.cancel()
        await self._socket.close()
        with suppress(asyncio.CancelledError):
            await self._reader

    async def rerun(self) -> float | None:
        """Run the whole page once more; return the seconds until it stood, None where it did not.

        Timers that were under way begin anew, as in a browser.
        """
        if (seconds := await self._run()) is not None:
            self._waited.reruns.append(seconds)
        return seconds

    async def press(self, key: str) -> float | None:
        """Press a button by its key."""
        button = WidgetState(id=self.widgets[key], trigger_value=True)
        return await self._run(states=[button])

    async def choose(self, key: str, chosen: Sequence[str]) -> float | None:
        """Choose among pills or segments; None as ``rerun`` has it."""
        state = WidgetState(id=self.widgets[key])
        state.string_array_value.data[:] = chosen
        self._values[key] = state
        return await self.rerun()

    async def enter(self, key: str, value: str | float) -> float | None:
        """Enter a text or a number into a field; None as ``rerun`` has it."""
        state = WidgetState(id=self.widgets[key])
        if isinstance(value, str):
            state.string_value = value
        else:
            state.double_value = value
        self._values[key] = state
        return await self.rerun()

    async def pick(self, key: str, option: str) -> float | None:
        """Choose one option of a radio; None as ``rerun`` has it."""
        self._values[key] = WidgetState(id=self.widgets[key], string_value=option)
        return await self.rerun()

    async def until(self, shown: Callable[[], object]) -> bool:
        """Wait until something is true of what the page shows; tell whether it came to that."""
        end = time.perf_counter() + PATIENCE_S
        while not shown():
            if time.perf_counter() > end:
                self._waited.lost += 1
                return False
            await asyncio.sleep(_GLANCE_S)
        return True

    def says(self, words: str) -> bool:
        """Tell whether a text of the page has these words."""
        return any(words in text for text in self.said)

    async def _run(
        self, since_s: float = 0.0, states: list[WidgetState] | None = None
    ) -> float | None:
        began = time.perf_counter() - since_s
        self._begun, self._done = False, asyncio.get_running_loop().create_future()
        try:
            await self._send("", states or [])
            await asyncio.wait_for(self._done, PATIENCE_S)
        except (TimeoutError, ConnectionClosed):
            self._waited.lost += 1
            return None
        return time.perf_counter() - began

    async def _send(self, fragment: str, states: list[WidgetState]) -> None:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self._query
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self._page
        asked.fragment_id, asked.is_auto_rerun = fragment, bool(fragment)
        asked.cached_message_hashes.extend(self._cached)
        asked.widget_states.widgets.extend([*self._values.values(), *states])
        asked.context_info.timezone = "UTC"
        asked.context_info.locale = "en-GB"
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for data in self._socket:
                self._waited.received += len(data)
                self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._note(message)
        elif kind == "new_session":
            self._page_hash = message.new_session.page_script_hash
            if not message.metadata.run.fragment_ids:
                self._begun = True
                self.said.clear()
                self.widgets.clear()
                self._stop_timers()
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._begin_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "script_finished":
            self._ended(message)

    def _ended(self, message: ForwardMsg) -> None:
        now = time.perf_counter()
        fragments = message.metadata.run.fragment_ids
        for fragment in fragments:
            self._waited.ticks += [now - sent for sent in self._due.pop(fragment, [])]
        # A part runs after the page has. Streamlit drops the end of a page that a part follows so
        # closely that its own runner has gone before the message of it is read.
        stands = bool(fragments) or message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        if self._begun and stands and self._done is not None and not self._done.done():
            self._done.set_result(None)

    def _note(self, message: ForwardMsg) -> None:
        """Note the ids of widgets, and what the browser would keep in its cache."""
        if message.metadata.cacheable:
            self._cached.add(message.hash)
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        if element.WhichOneof("type") == "markdown":
            self.said.append(element.markdown.body)
        widget = getattr(element, element.WhichOneof("type") or "", None)
        parts = str(getattr(widget, "id", "")).split("-", 2)
        if parts[0] == "$$ID" and len(parts) == 3:
            self.widgets[parts[2]] = widget.id  # type: ignore[union-attr]
            if element.WhichOneof("type") == "radio":
                self.options[parts[2]] = list(element.radio.options)

    def _begin_timer(self, fragment: str, seconds: float) -> None:
        if self._timers and fragment not in self._ticking:
            self._ticking[fragment] = asyncio.create_task(self._tick(fragment, seconds))

    def _stop_timers(self) -> None:
        for task in self._ticking.values():
            task.cancel()
        self._ticking.clear()
        self._due.clear()

    async def _tick(self, fragment: str, seconds: float) -> None:
        """Ask at every beat, whether the last answer has come or not, as ``setInterval`` does."""
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(seconds)
                self._due[fragment].append(time.perf_counter())
                await self._send(fragment, [])
