"""The board: drag a range and see at once what thousands of trainings do there.

The browser counts the members of a pool anew for every frame. Once the reader lets go, the ranges
are the what-if at hand, which is tested by trainings that are drawn after it was chosen.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi import labels
from dctaxi.access import Action
from dctaxi.errors import DcTaxiError
from dctaxi.hyperparameters import WIDTH, layer_name, layer_of
from dctaxi.plots.study.board import BoardAxis, board_data, members_bytes
from dctaxi.populations import POOL_MEMBERS, Question, pool_by, pool_plan
from dctaxi.runner import POOLS_HERE, PoolNow
from dctaxi.space import Choices, Fixed, FloatRange, IntRange, describe_value, dimension_of, within
from pages.components.search import parameter_form
from pages.components.shared import consent, money, open_lesson, plot_panel, refusal, state
from pages.components.trained import results
from pages.components.whatif import history, map_axes, range_input, searches

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.statistics import Comparison
    from dctaxi.populations import Pool
    from dctaxi.space import Dimension, SearchSpace
    from pages.components.trained.origin import Start
    from pages.components.whatif.history import Session
    from pages.components.whatif.question import WhatIf

_HERE = Path(__file__).parent
_MODULE = ("board_counts.js", "board_axes.js", "board_outcome.js", "board.js")

# It takes what ``_drawn`` gives. What the reader did is in session state under its key while the
# callback runs: ``changed`` is ``{"seq": …, "axes": {name: [low, high] | [chosen, …] | None},
# "map": [across, up] | [], "budget": trials}``.
_BOARD = st.components.v2.component(
    "dctaxi.board",
    html='<div class="board" role="figure"></div>',
    css=(_HERE / "board.css").read_text("utf-8"),
    js="\n".join((_HERE / name).read_text("utf-8") for name in _MODULE),
)
_MEMBERS = st.components.v2.component(
    "dctaxi.board_members",
    html="<span></span>",
    js=(_HERE / "board_members.js").read_text("utf-8"),
)

_KEY, _SEQ, _PLAIN = "whatif_board", "whatif_board_seq", "whatif_plain"
_TICK_S = 0.4
_FEW = 256
"""Trainings of the first picture."""


def is_on() -> bool:
    """Let the reader choose the board or plain widgets; lessons close single rows of these."""
    if open_lesson.current() is not None:
        return False
    return not st.toggle(
        "Plain widgets",
        key=_PLAIN,
        bind="query-params",
        persist_state="session",
        help="Sliders and fields instead of the board, also for ranges beyond the space.",
    )


def show(
    start: Start, what_if: WhatIf, trials: pd.DataFrame | None, tested: Comparison | None
) -> None:
    """Draw the board; ``tested`` compares fresh trainings in the ranges with the whole space.

    Above all stands what searches find, as soon as they have ended.
    """
    if not what_if.changes:
        consent.awaited("whatif", ())  # what is asked from now on, the reader asks
    now = _pool(start, what_if)
    if now is None:
        return
    pool = None if now.pool is None else pool_by(now.pool, start.objective)
    axes = axes_of(start.space, what_if)
    if pool is not None and pool.done:
        _MEMBERS(key=f"{_KEY}_members", data=_members(results.stamp(pool), tuple(axes), pool),
                 height="content")  # fmt: skip
    _BOARD(
        key=_KEY,
        data=_drawn(start, what_if, axes, pool, trials, tested, grows=now.grows),
        on_changed_change=partial(_change, start, axes),
    )
    if now.grows:
        _watch(start, what_if, 0 if pool is None else pool.done)


def axes_of(space: SearchSpace, what_if: WhatIf) -> list[BoardAxis]:
    """Return the axes of a space, the learning rate first; what it fixes and the seed have none."""
    changed = what_if.dimensions(space)
    own = [name for name in changed if name not in space.parameters]
    names = ["lr", *(name for name in (*space.parameters, *own) if name not in ("lr", "seed"))]
    alone = {name for name in (*space.parameters, *own) if layer_of(name) is not None}
    found = []
    for name in names:
        parent = dimension_of(space, name)
        if isinstance(parent, Fixed) or not space.may_have(name):
            continue
        shared = [one for one in map(layer_name, range(space.max_layers)) if one not in alone]
        columns = tuple(shared) if name == WIDTH else (name,)
        if columns:
            found.append(_axis(name, parent, changed.get(name, parent), columns))
    return found


def _axis(name: str, parent: Dimension, now: Dimension, columns: tuple[str, ...]) -> BoardAxis:
    about = labels.parameter_label(name)
    listed = range_input.kind_of(name, parent) == "pills"
    reach = now if _is_drawn(now, parent) else parent
    stops = tuple(range_input.pills_of(parent) if listed else range_input.stops_of(parent, reach))
    gaps = not listed and isinstance(reach, Choices) and reach != parent
    size = parent.size
    return BoardAxis(
        name=name,
        label=about.label,
        unit=about.unit,
        stops=stops,
        texts=("Off", "On")
        if parameter_form.is_switch(name) and stops == (0, 1)
        else tuple(map(describe_value, stops)),
        columns=columns,
        listed=listed,
        discrete=listed or (size is not None and size <= len(stops)),
        log=isinstance(parent, FloatRange | IntRange) and parent.log,
        now=None if reach == parent else _places(reach, stops, listed=listed or gaps),
        gaps=gaps,
    )


def _is_drawn(now: Dimension, parent: Dimension) -> bool:
    """Tell whether a brush can show what a parameter may be."""
    if isinstance(now, FloatRange | IntRange) and isinstance(parent, FloatRange | IntRange):
        return within(now, parent) and now.log == parent.log
    return within(now, parent) and not isinstance(parent, FloatRange)


def _places(now: Dimension, stops: tuple[Any, ...], *, listed: bool) -> tuple[int, ...]:
    if listed:
        return tuple(place for place, stop in enumerate(stops) if now.contains(stop))
    low, high = range_input.ends_of(now)
    return stops.index(low), stops.index(high)


def _pool(start: Start, what_if: WhatIf) -> PoolNow | None:
    """Return how the pool stands, and let it grow; None, and a button, where a click must do so."""
    workspace = state.workspace()
    plan = pool_plan(what_if.baseline(start), workspace.limits.members)
    by_link = consent.awaited(_KEY, [plan.key])
    if by_link or not workspace.actor.may(Action.TRAIN):
        kept = POOLS_HERE.kept(plan, workspace)
        if kept is not None:
            return PoolNow(kept, grows=False)
        st.button(
            f"Train up to {POOL_MEMBERS:,} configurations",
            icon=":material/play_arrow:",
            type="primary",
            key=f"{_KEY}_train",
            disabled=not workspace.actor.may(Action.TRAIN),
            help="They are the picture in which you drag; it takes ten seconds at most.",
            on_click=consent.give,
        )
        return None
    try:
        return POOLS_HERE.grow(plan, workspace)
    except DcTaxiError as error:
        refusal.show(error)
        return None


def _watch(start: Start, what_if: WhatIf, done: int) -> None:
    """Run the page again when there is more to see of the pool."""
    workspace = state.workspace()
    plan = pool_plan(what_if.baseline(start), workspace.limits.members)

    def tick() -> None:
        try:
            pool, grows = POOLS_HERE.grow(plan, workspace)
        except DcTaxiError:
            st.rerun()
        if not grows or (pool is not None and pool.done >= max(_FEW, 2 * done)):
            st.rerun()

    st.fragment(tick, run_every=_TICK_S, key=f"{_KEY}_tick")()


def _drawn(
    start: Start,
    what_if: WhatIf,
    axes: list[BoardAxis],
    pool: Pool | None,
    trials: pd.DataFrame | None,
    tested: Comparison | None,
    *,
    grows: bool,
) -> dict[str, Any]:
    look = plot_panel.template()
    drawn = money.chart(board_data(pool, axes, trials, template=look))
    blocked = Question(start.space, what_if.narrowed(start.space)).beyond_pool
    note = "" if not grows else "more arrive"
    found = searches.headline(start, what_if.narrowed(start.space))
    drawn["pool"] |= {
        "note": note,
        "blocked": "" if blocked is None else f"Not in the pool: {blocked}",
    }
    return drawn | {
        "seq": st.session_state.get(_SEQ, 0),
        "map": map_axes.current([axis.name for axis in axes]),
        "budget": searches.trials(),
        "search": None if found is None else found._asdict(),
        "unit": money.currency(),
        "tested": None if tested is None else _verdict(tested),
    }


def _verdict(tested: Comparison) -> dict[str, str]:
    return {
        "verdict": tested.verdict,
        "text": f"{tested.verdict.capitalize()}: {tested.n_inside:,} fresh trainings",
    }


@st.cache_data(max_entries=16, show_spinner=False)
def _members(
    stamp: results.Stamp,  # noqa: ARG001  # these two are the key of the cache
    axes: tuple[BoardAxis, ...],
    _pool: Pool,
) -> bytes:
    return members_bytes(_pool, axes)


def _change(start: Start, axes: list[BoardAxis]) -> None:
    """Keep the ranges that the reader let go of as the what-if at hand, and the map."""
    event = st.session_state[_KEY]["changed"]
    if not event:
        return
    st.session_state[_SEQ] = int(event["seq"])
    searches.choose_trials(int(event["budget"]))
    map_axes.keep([name for name in event["map"] if isinstance(name, str)])
    by_name = {axis.name: axis for axis in axes}

    def edit(session: Session) -> Session:
        now = session.now
        for name, stops in event["axes"].items():
            if name in by_name:
                now = now.changed(name, _dimension(start, by_name[name], stops), start.space)
        return session.moved(now)

    try:
        history.change(start, edit)
    except DcTaxiError as error:
        refusal.show(error)


def _dimension(start: Start, axis: BoardAxis, stops: list[int] | None) -> Dimension | None:
    if not stops:
        return None
    parent = dimension_of(start.space, axis.name)
    chosen = [axis.stops[stop] for stop in stops]
    if axis.listed:
        return range_input.of_pills(axis.name, parent, chosen)
    low, high = (float(end) for end in chosen)
    return range_input.of_slider(axis.name, parent, low, high)
