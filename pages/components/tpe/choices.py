"""How TPE chose one hyperparameter of a study, trial by trial, or of a small example."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError
from dctaxi.foreign_text import revealed
from dctaxi.plots.learn.tpe import Tpe, tpe_data, tpe_text
from dctaxi.plots.learn.tpe_figure import tpe_figure
from dctaxi.samplers import STARTUP_TRIALS
from dctaxi.study import list_studies
from dctaxi.teaching.tpe import EXAMPLE
from dctaxi.workspace import Workspace
from pages.components.shared import (
    demo_study,
    job_controls,
    playback,
    plot_panel,
    state,
    term_link,
)
from pages.components.shared.plain import Plain
from pages.components.study import frames, nothing_yet

if TYPE_CHECKING:
    from dctaxi.analysis.reading import Parameter
    from dctaxi.plots import TemplateName
    from dctaxi.teaching.tpe import AskedAgain

_KEY = "tpe"
_PARAMETER, _KERNELS = "parameter", "kernels"
"""Widget keys that stand in the address as they are."""

_FIRST_SHOWN = 25
"""Trial at which a study opens: by then the two densities have parted."""

_BEAT_S = 1.5
_FIRST_CHOICE = "lr"
_MOST_PX = 420
"""As low as the three parts of the picture can be read."""


def studies_to_show(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of the studies that TPE searched, the one to begin with first.

    The newest, where the tab looks at a study of another sampler; else the example, since its
    picture tells all that there is to a choice.
    """
    plans = [entry.plan for entry in reversed(list_studies(workspace)) if entry.plan is not None]
    found = [plan for plan in plans if plan.sampler == "tpe"]
    if state.selected_study() is None:
        found.sort(key=lambda plan: (plan.name != EXAMPLE.name, plan.asked_by != "optuna"))
    return tuple(plan.name for plan in found)


def show(workspace: Workspace, name: str) -> None:
    """Draw the choices of a study, or say why there are none to show."""
    if job_controls.live_of(name):
        return
    study = frames.StudyAt.now(workspace, name)
    try:
        last = len(_asked_again(study).numbers) - 1
    except DcTaxiError as error:
        st.info(Plain(error), icon=":material/query_stats:")
        offer_example(workspace)
        return
    choices = {p.name: p for p in frames.parameters(study) if _has_choice(p)}
    if not choices:
        nothing_yet.nothing_searched()
        offer_example(workspace)
        return
    if last < STARTUP_TRIALS:
        known = int(frames.trials(study)["value"].notna().sum())
        st.info(
            f"TPE begins to choose when {STARTUP_TRIALS} trials have a result, and this study has "
            f"{known}: give it more trials, or look at another study.",
            icon=":material/query_stats:",
        )
        offer_example(workspace)
        return
    parameter, kernels = _controls(choices)

    def draw(number: int) -> None:
        try:
            data = _data(study, number, parameter)
        except DcTaxiError as error:
            st.warning(Plain(error), icon=":material/query_stats:")
            return
        picture = partial(_draw, data, kernels=kernels)
        heading = plot_panel.heading(_KEY)
        plot_panel.show(
            picture,
            heading,
            key=f"{_KEY}_plot",
            said_first=True,
            most_px=_MOST_PX,
            exported=False,
        )

    playback.show(
        _KEY,
        name,
        last,
        draw,
        start=min(_FIRST_SHOWN, last),
        beat_s=_BEAT_S,
        marks=_new_bests(study),
    )
    if len(choices) > 1 and not _asked_again(study).univariate:
        st.markdown(
            "This study judged its hyperparameters together, so candidates lie off the curve of "
            "one alone. With a single hyperparameter they lie on it:"
        )
        offer_example(workspace)
    beyond = int((frames.trials(study)["number"] > last).sum())
    if beyond:
        st.caption(
            f"Trial {last} is the last that is shown of {last + 1 + beyond:,}: the others have not "
            "ended yet, or would take too long to ask for again."
        )


def offer_example(workspace: Workspace) -> None:
    """Draw the button that trains the example, or opens it once it is trained."""
    demo_study.show(
        EXAMPLE,
        workspace,
        key="tpe_demo",
        about=f"{EXAMPLE.n_trials:d} real trainings in which Optuna's TPE chooses the learning "
        "rate alone, on distances of synthetic trips.",
    )


def _controls(choices: dict[str, Parameter]) -> tuple[Parameter, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = list(choices)
        name = st.selectbox(
            "Hyperparameter",
            names,
            format_func=revealed,
            index=names.index(_FIRST_CHOICE) if _FIRST_CHOICE in names else 0,
            key=_PARAMETER,
            bind="query-params",
            persist_state="session",
            on_change=playback.pause,
            args=(_KEY,),
            width=320,
        )
        kernels = st.toggle(
            "Kernels",
            key=_KERNELS,
            bind="query-params",
            persist_state="session",
            help="One thin line for the kernel of each trial, and the prior dotted; they add up "
            "to the densities. A parameter with few values has none to draw.",
        )
        known = labels.parameter_label(name)
        st.markdown(Plain(known.label), help=term_link.about(known), width="content")
    return choices[name], kernels


def _has_choice(parameter: Parameter) -> bool:
    """Tell whether there is more than one value to choose from."""
    return len(parameter.choices) > 1 or parameter.low < parameter.high


@st.cache_resource(max_entries=4, show_spinner=False)
def _asked_again(study: frames.StudyAt) -> AskedAgain:
    from dctaxi.teaching.tpe import asked_again

    return asked_again(study.name, Workspace(study.root, study.storage_url))


def _new_bests(study: frames.StudyAt) -> tuple[int, ...]:
    """Return the numbers of the trials that beat all before them."""
    values = frames.trials(study).set_index("number")["value"].dropna()
    return tuple(values.index[values < values.cummin().shift(fill_value=float("inf"))])


@st.cache_data(max_entries=256, show_spinner="Asking the sampler again…")
def _data(study: frames.StudyAt, number: int, parameter: Parameter) -> Tpe:
    ended = frames.trials(study).dropna(subset=["value"])
    values = dict(zip(ended["number"], ended["value"], strict=True))
    return tpe_data(_asked_again(study).step(number), parameter, values)


def _draw(data: Tpe, look: TemplateName, *, kernels: bool) -> plot_panel.Drawn:
    return plot_panel.Drawn(tpe_figure(data, kernels=kernels, template=look), tpe_text(data))
