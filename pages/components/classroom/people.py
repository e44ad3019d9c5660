"""Who is in the class, the way in for others, and what its teacher does about both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.access import Role
from dctaxi.classroom import (
    let_in_again,
    members,
    renew_code_of_server,
    served,
)
from dctaxi.errors import DcTaxiError
from pages.components.classroom import leaving
from pages.components.shared import formats, links, refusal, sitemap, who
from pages.components.shared.plain import Plain, code

if TYPE_CHECKING:
    from collections.abc import Callable

    from dctaxi.access import Actor
    from dctaxi.classroom import ClassSettings, Member

_PROBLEM, _CODE_PROBLEM = "class_people_problem", "class_code_problem"
_POLL_S = 3.0


def way_in(settings: ClassSettings) -> None:
    """Draw the address and the code by which students enter, and the way to another code."""
    st.subheader("How to join", anchor=False)
    st.markdown(f"Students open this address and enter the code {code(settings.code)} and a name:")
    links.show(links.address_of(sitemap.HOME.id), key="class_way_in", name="the class")
    st.button(
        "New code",
        icon=":material/key:",
        type="tertiary",
        key="class_new_code",
        help="The old code stops working; whoever is in the class stays in. The new one is written "
        "into the settings file, which you can edit, too: changes count at once.",
        on_click=_renew,
    )
    of_server = served()
    problems = (st.session_state.pop(_CODE_PROBLEM, None), of_server and of_server.problem)
    for problem in filter(None, problems):
        refusal.show(problem)


def show(settings: ClassSettings) -> None:
    """Draw who is there, each with what a teacher may do."""
    st.subheader("Who is here", anchor=False)
    everybody = members(settings)
    seen = len(everybody)

    def tick() -> None:
        if len(members(settings)) != seen:
            st.rerun()
        students = sum(one.role is Role.STUDENT for one in everybody)
        st.caption(f"{formats.count(students, 'student')} so far, one name each.")

    st.fragment(tick, run_every=_POLL_S, key="class_people_tick")()
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem)
    for one in everybody:
        _row(settings, one)


def _row(settings: ClassSettings, one: Member) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(Plain(one.name), width="stretch")
        if one.role is not Role.STUDENT:
            st.badge(Plain(one.role), color="gray")
        if one.open:
            st.badge("can come in again", icon=":material/lock_open:")
        if one.id == who.actor().id:
            return
        with st.popover("", icon=":material/more_vert:", type="tertiary", key=f"class_of_{one.id}"):
            if one.role is Role.STUDENT:
                st.button(
                    "See their work",
                    icon=":material/visibility:",
                    key=f"class_see_{one.id}",
                    on_click=who.change_to,
                    args=(one.id,),
                )
            st.button(
                "Let in again",
                icon=":material/lock_open:",
                key=f"class_open_{one.id}",
                help="For ten minutes this name can enter from another browser.",
                on_click=_try,
                args=(let_in_again, settings, one.id),
            )
            st.button(
                "Remove, with all their work",
                icon=":material/person_remove:",
                key=f"class_remove_{one.id}",
                help="Deletes their answers, studies, data and models; this cannot be undone.",
                on_click=_try,
                args=(leaving.put_out, settings, one.id),
            )


def _renew() -> None:
    try:
        renew_code_of_server(who.actor())
    except DcTaxiError as error:
        st.session_state[_CODE_PROBLEM] = str(error)


def _try(
    act: Callable[[ClassSettings, Actor, str], None], settings: ClassSettings, member: str
) -> None:
    try:
        act(settings, who.actor(), member)
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
