"""The stage of a class, for the projector: the way in, the question, and trainings that fall."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.access import Role
from dctaxi.classroom import RunState, arrived, live, members
from dctaxi.plots.learn import stage as drawing
from dctaxi.plots.learn.guesses import Guesses
from pages.components.classroom import attendance, controls, race_result, truth
from pages.components.shared import links, navigation, plot_panel, refusal, sitemap, who
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.classroom import ClassSettings, Run

_HERE = Path(__file__).parent
_STYLE = _HERE / "stage.css"
_KEY = "stage_falling"
_POLL_S = 1.0

# It takes what ``_drawn`` gives, and says nothing.
_FALLING = st.components.v2.component(
    "dctaxi.falling",
    html="<canvas></canvas>",
    css="canvas { display: block; width: 100%; height: min(58vh, 900px); }",
    js=(_HERE / "falling.js").read_text("utf-8"),
)


def show(settings: ClassSettings) -> None:
    """Draw the stage as the class is; what a teacher does next stands in a bar below."""
    st.html(_STYLE)
    run = live(settings)
    with st.container(key="stage"):
        if run is None:
            _door(settings)
        else:
            _lesson(settings, run)
    if who.teaches():
        with st.container(
            key="stage_bar", horizontal=True, vertical_alignment="center", gap="small"
        ):
            if run is not None:
                controls.show(settings, run)
            navigation.link(sitemap.CLASSROOM)


def _door(settings: ClassSettings) -> None:
    address = links.address_of(sitemap.HOME.id)
    left, right = st.columns([2, 1], gap="large", vertical_alignment="center")
    with left:
        st.header(Plain(address), anchor=False)
        with st.container(key="stage_code"):
            st.markdown(Plain(settings.code))
    with right:
        st.image(links.qr_code(address), width="stretch")

    def tick() -> None:
        here = attendance.presence().here()
        names = [
            one.name for one in members(settings) if one.role is Role.STUDENT and one.id in here
        ]
        st.markdown(Plain(f"{len(names):d} here"))
        with st.container(key="stage_names"):
            st.markdown(Plain(" · ".join(names)))

    st.fragment(tick, run_every=_POLL_S, key="stage_here")()


def _lesson(settings: ClassSettings, run: Run) -> None:
    guess = run.lesson.guess
    st.header(Plain(guess.question if guess is not None else run.lesson.title), anchor=False)
    if run.race is not None and run.state is RunState.REVEALED:
        race_result.show(settings, run)
    elif run.state is RunState.OPEN:
        if guess is not None and guess.kind == "choice":
            st.markdown("\n".join(f"- {Plain(option.label)}" for option in guess.options))
        if guess is not None or run.race is not None:
            st.fragment(_arriving, run_every=_POLL_S, key="stage_arriving")(settings, run)
    elif guess is not None:
        _revealed(settings, run)


def _arriving(settings: ClassSettings, run: Run) -> None:
    came = arrived(settings, run.number)
    of = f" of {attendance.of(settings, run).students:d}" if who.teaches() else ""
    with st.container(key="stage_count"):
        st.markdown(Plain(f"{came:d}{of}"))
    _FALLING(key=_KEY, data=_drawn(run, Guesses((), (), (), came)), height="content")


def _revealed(settings: ClassSettings, run: Run) -> None:
    trained = truth.found(run)
    if trained:
        with st.container(key="stage_verdict"):
            st.markdown(f"**{Plain(truth.table(settings, run, trained).brief)}**")
    elif (problem := truth.problem(run)) is not None:
        refusal.show(problem)
    else:
        st.markdown("Training …")

        def tick() -> None:
            if truth.found(run):
                st.rerun()

        st.fragment(tick, run_every=_POLL_S / 4, key="stage_truth")()
    _FALLING(key=_KEY, data=_drawn(run, truth.dots(settings, run, trained)), height="content")


def _drawn(run: Run, data: Guesses) -> dict[str, Any]:
    guess = run.lesson.guess
    options = () if guess is None else tuple(option.label for option in guess.options)
    return drawing.stage_data(data, options, template=plot_panel.template()) | {"run": run.number}
