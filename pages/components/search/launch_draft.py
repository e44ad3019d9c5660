"""What the launch form holds: its fields and what they start with, and what is to be tried first.

A plan that the reader wants to repeat fills the fields once; configurations are taken from trials,
shown, and removable until a study is launched with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.analysis.reading import read_studies
from dctaxi.errors import SpaceError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.space import default_objective
from pages.components.shared import formats, refusal, state

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from dctaxi.space import SearchSpace
    from dctaxi.study import Draft
    from dctaxi.workspace import Workspace

_DEFAULTS: Mapping[str, Any] = {
    "n_trials": 100,
    "minutes": None,
    "sampler": "tpe",
    "sampler_seed": 42,
    "engine": "auto",
    "device": "auto",
    "loader": "memory",
    "as_printed": False,
    "round_size": None,
    "asker": "auto",
    "seeds_per_trial": 1,
    "over_seeds": "median",
}

_LONGEST_NUMBER = 9
_LAUNCHED = "launch_last_name"
_SUGGESTED = "launch_suggested_objective"
_SUGGESTED_NAME = "launch_suggested_name"
_STARTS = "launch_starts"


def field(name: str) -> str:
    """Return the widget key of a field of the form."""
    return f"launch_{name}"


def value_of(name: str) -> Any:
    """Return what a field of the form says."""
    return st.session_state[field(name)]


def taken_names(workspace: Workspace) -> frozenset[str]:
    """Return the names of the workspace's studies."""
    return frozenset(study.name for study in read_studies(workspace))


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the wanted name, its trailing number counted up until nobody has it."""
    stem = wanted.rstrip("0123456789")
    if len(wanted) - len(stem) > _LONGEST_NUMBER:  # a time, say, and no number
        stem = wanted
    count, name = int(wanted[len(stem) :] or 1), wanted
    stem = stem[:-1] if stem.endswith((" ", "-")) else stem
    while name in taken:
        count += 1
        end = f"-{count}" if stem else f"{count}"
        name = f"{stem[: MAX_NAME_LENGTH - len(end)]}{end}"
    return name


def prepare(taken: Collection[str], engines: Collection[str]) -> None:
    """Fill the form's fields: from a plan that the user wants to repeat, else where empty."""
    draft = state.launch_draft()
    if draft is not None:
        state.set_launch_draft(None)
        for name, value in _fields_of(draft).items():
            st.session_state[field(name)] = value
        st.session_state[field("name")] = free_name(draft["name"], taken)
        replace_starting_points(draft["enqueue"])
    _suggest_objective()
    for name, value in _DEFAULTS.items():
        st.session_state.setdefault(field(name), value)
    _suggest_name(taken)
    if st.session_state[field("engine")] not in engines:
        st.session_state[field("engine")] = next(iter(engines))


def typed() -> dict[str, Any]:
    """Return the form's fields as a draft has them; what nobody chose is None."""
    fields = {name: st.session_state.get(field(name), usual) for name, usual in _DEFAULTS.items()}
    for name, suggested in (("name", _SUGGESTED_NAME), ("objective", _SUGGESTED)):
        value = st.session_state.get(field(name))
        fields[name] = None if value == st.session_state.get(suggested) else value
    return {**fields, "enqueue": starting_points()}


def fill(draft: Draft) -> None:
    """Let the form show a draft; to be called before it is drawn."""
    for name in (*_DEFAULTS, "name", "objective"):
        st.session_state[field(name)] = getattr(draft, name)
    replace_starting_points(draft.enqueue)


def _suggest_name(taken: Collection[str]) -> None:
    """Let the name be a free one for as long as the user has typed none, and after a launch."""
    key = field("name")
    name, launched_name = st.session_state.get(key), st.session_state.pop(_LAUNCHED, None)
    suggested = st.session_state.get(_SUGGESTED_NAME)
    if name is None or (name == suggested and name in taken):
        st.session_state[key] = free_name(name or "taxi-1", taken)
        st.session_state[_SUGGESTED_NAME] = st.session_state[key]
    elif name == launched_name:
        st.session_state[key] = free_name(name, taken)


def _suggest_objective() -> None:
    """Let the objective follow the working space for as long as the user has chosen none."""
    key = field("objective")
    suggested = default_objective(state.working_space())
    if st.session_state.get(key) in (None, st.session_state.get(_SUGGESTED)):
        st.session_state[key] = suggested
    st.session_state[_SUGGESTED] = suggested


def launched(name: str) -> None:
    """Let the form suggest the next free name when it is drawn again."""
    st.session_state[_LAUNCHED] = name


def starting_points() -> tuple[dict[str, Any], ...]:
    """Return the configurations, in the order in which they will be tried."""
    return tuple(st.session_state.get(_STARTS, ()))


def add_starting_point(params: Mapping[str, Any]) -> None:
    """Let the next study try this configuration too; one that is there already stays once."""
    kept = starting_points()
    if dict(params) not in kept:
        st.session_state[_STARTS] = [*kept, dict(params)]


def replace_starting_points(points: Iterable[Mapping[str, Any]]) -> None:
    """Let the next study try these configurations and no others; none after a launch."""
    st.session_state[_STARTS] = [dict(params) for params in points]


def show_starting_points(space: SearchSpace) -> bool:
    """List the configurations; False when one of them does not fit the space."""
    points = starting_points()
    if not points:
        return True
    st.markdown("**Tried first**", help="Configurations of earlier trials, before any sampling.")
    fits = True
    for place, params in enumerate(points):
        problem = _problem(space, params)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(formats.configuration(params), width="stretch")
            st.button(
                "Remove",
                icon=":material/close:",
                type="tertiary",
                key=f"launch_start_remove_{place}",
                on_click=_remove,
                args=(place,),
            )
        if problem is not None:
            refusal.show(f"Not in the search space: {problem}")
            fits = False
    return fits


def _fields_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    timeout_s, round_size = plan["timeout_s"], plan["round_size"]
    return {
        **{name: plan[name] for name in _DEFAULTS if name in plan},
        **({} if plan["as_printed"] else {"objective": plan["objective"]}),
        # Optuna asks again where it did; this machine may lack what asked otherwise.
        "asker": plan["asker"] if plan["asker"] == "optuna" and not plan["as_printed"] else "auto",
        "minutes": None if timeout_s is None else timeout_s / 60,
        "round_size": None if round_size == "auto" or plan["as_printed"] else round_size,
    }


def _problem(space: SearchSpace, params: Mapping[str, Any]) -> str | None:
    try:
        space.spec_of(params)
    except SpaceError as error:
        return str(error)
    return None


def _remove(place: int) -> None:
    points = starting_points()
    st.session_state[_STARTS] = [*points[:place], *points[place + 1 :]]
