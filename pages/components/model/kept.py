"""The models of the workspace: found again, opened by an address, listed and deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading import read_studies
from dctaxi.errors import DcTaxiError
from dctaxi.model import JSON_FILE, delete_model, folder_of, kept_model, list_models
from pages.components.model import choice
from pages.components.shared import address, formats, refusal, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.model import FareModel, FitPlan

MODEL_PARAMETER = "model"
"""Name of the URL parameter that says which kept model is open."""

_SAID, _PROBLEM = "model_said", "model_delete_problem"
_LISTED = 30


def take_address() -> None:
    """Let the form be that of the model which the address names, if it is another than before."""
    wanted = address.text(MODEL_PARAMETER)
    if wanted is None or wanted == st.session_state.get(_SAID):
        return
    st.session_state[_SAID] = wanted
    model = kept_model(wanted, state.workspace())
    if model is None:
        st.warning(
            Plain(f"There is no model {wanted!r} in this workspace; fit one, or open one below."),
            icon=":material/warning:",
        )
        address.write({MODEL_PARAMETER: None})
        return
    state.select_study(model.plan.study)
    choice.restore(model.plan)


def without_study() -> FareModel | None:
    """Return the kept model that the address names where its study is there no more."""
    wanted = address.text(MODEL_PARAMETER)
    model = None if wanted is None else kept_model(wanted, state.workspace())
    if model is None:
        return None
    known = {study.name for study in read_studies(state.workspace())}
    return None if model.plan.study in known else model


def say_alone(model: FareModel) -> None:
    """Say of a model that is open why it cannot be fitted otherwise, with the way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/inventory_2: **{Plain(model.plan.name)}**, kept. Its study is not in this "
            "workspace any more, so it cannot be fitted otherwise.",
            width="stretch",
        )
        st.button("Close", icon=":material/close:", key="model_close", on_click=_close)


def _close() -> None:
    address.write({MODEL_PARAMETER: None})


def say(model: FareModel) -> None:
    """Let the address name the model that is shown."""
    st.session_state[_SAID] = model.id
    address.write({MODEL_PARAMETER: model.id})


def of(plan: FitPlan, fingerprint: str, study_digest: str) -> FareModel | None:
    """Return the kept model of a plan on these data; None where there is none."""
    model_id = plan.key(fingerprint, study_digest)
    workspace = state.workspace()
    try:
        stamp = (folder_of(model_id, workspace) / JSON_FILE).stat().st_mtime_ns
    except OSError:
        return None
    return _read(model_id, str(workspace.root), stamp)


@st.cache_resource(max_entries=16, show_spinner=False)
def _read(model_id: str, _root: str, stamp: int) -> FareModel | None:
    del stamp  # of the file: one that is fitted again is read again
    return kept_model(model_id, state.workspace())


def show(current: FareModel | None) -> None:
    """List the kept models, to open or to delete."""
    models = list_models(state.workspace())
    if not models:
        return
    with st.expander(
        f"Kept models ({len(models)})", icon=":material/inventory_2:", key="model_kept"
    ):
        for model in models[:_LISTED]:
            _row(model, shown=current is not None and current.id == model.id)
        if len(models) > _LISTED:
            st.caption(f"The newest {_LISTED} of {len(models)} are listed.")
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        refusal.show(problem)


def _row(model: FareModel, *, shown: bool) -> None:
    found = model.assessment
    unit = model.provenance.currency
    rmse = "not judged" if found is None else f"RMSE {found.model.rmse.value:.2f} {unit}"
    when = formats.when(model.provenance.created_at, datetime.now(UTC))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{Plain(model.plan.name)}** · {Plain(rmse)} · {Plain(model.transform.feature_set)} "
            f":small[:gray[{when}]]",
            width="stretch",
        )
        st.button(
            "Open",
            key=f"model_open_{model.id}",
            disabled=shown,
            on_click=_open,
            args=(model.id,),
        )
        with st.popover("Delete", icon=":material/delete:", key=f"model_ask_{model.id}"):
            st.markdown(
                "Its folder in this workspace is deleted; what you downloaded stays as it is."
            )
            st.button(
                "Delete the model",
                type="primary",
                key=f"model_delete_{model.id}",
                on_click=_delete,
                args=(model.id,),
            )


def _open(model_id: str) -> None:
    st.session_state.pop(_SAID, None)  # so that the address is taken anew
    address.write({MODEL_PARAMETER: model_id})


def _delete(model_id: str) -> None:
    try:
        delete_model(model_id, state.workspace())
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    if address.text(MODEL_PARAMETER) == model_id:
        address.write({MODEL_PARAMETER: None})
