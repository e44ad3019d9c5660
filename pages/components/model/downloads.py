"""What goes with the reader: the model as a folder, its trial and its study as programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.model import zip_of
from dctaxi.program import program_files, program_zip
from dctaxi.report import file_stem
from pages.components.shared import state
from pages.components.shared.plain import Text

if TYPE_CHECKING:
    from dctaxi.model import FareModel


def show(model: FareModel, *, with_programs: bool) -> None:
    """Draw the downloads and the command that uses the model."""
    st.subheader("Take it along", anchor=False)
    stem = file_stem(model.plan.name)
    trial, study = model.plan.trials[0], model.plan.study
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Model (zip)",
            data=lambda: zip_of(model, stem),
            file_name=f"{stem}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            type="primary",
            on_click="ignore",
            key="model_zip",
            help="Weights in safetensors, one JSON file with everything else, and a model card.",
        )
        if with_programs:
            _programs(study, trial)
    st.code(
        f"python -m dctaxi predict --model {stem} --csv trips.csv --out priced.csv",
        language="shell",
    )


def _programs(study: str, trial: int) -> None:
    _program(
        f"Trial {trial:d} as a program",
        study,
        trial,
        about="One plain Python file in PyTorch, and the same as a notebook, with the rows "
        "beside it: run it, and it gives the value that the trial has in the study.",
    )
    _program(
        "The study as a program",
        study,
        None,
        about="One plain Python file with Optuna and PyTorch, and the same as a notebook, with "
        "the rows beside it: run it, and it trains every trial again and gives the same table.",
    )


def _program(label: Text, study: str, trial: int | None, *, about: Text) -> None:
    name = file_stem(study if trial is None else f"{study} trial {trial}")
    st.download_button(
        label,
        data=lambda: _zip(study, trial, name),
        file_name=f"{name}.zip",
        mime="application/zip",
        icon=":material/code:",
        on_click="ignore",
        key="model_study_program" if trial is None else "model_trial_program",
        help=about,
    )


def _zip(study: str, trial: int | None, name: str) -> bytes:
    """Return the program's archive, or a text that says why there is none."""
    try:
        files = program_files(study, state.workspace(), trial=trial, whole=trial is None)
    except DcTaxiError as error:  # the study or its files went while the page was open
        files = {"why_there_is_no_program.txt": f"{error}\n".encode()}
    return program_zip(files, name)
