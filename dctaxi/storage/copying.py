"""A study of one storage of Optuna's copied into another, without what only programs read."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from dctaxi.storage.system_attributes import kept_of_study, kept_of_trial

if TYPE_CHECKING:
    from optuna.storages import BaseStorage


def copy_plain(name: str, source: BaseStorage, target: BaseStorage, new_name: str) -> int:
    """Copy a study as ``optuna.copy_study`` does, and return how many trials it has.

    Of its system attributes those are copied that may be read.
    """
    theirs = source.get_study_id_from_name(name)
    ours = target.create_new_study(source.get_study_directions(theirs), new_name)
    for key, value in source.get_study_user_attrs(theirs).items():
        target.set_study_user_attr(ours, key, value)
    for key, value in kept_of_study(source.get_study_system_attrs(theirs)).items():
        target.set_study_system_attr(ours, key, value)
    trials = source.get_all_trials(theirs, deepcopy=False)
    for trial in trials:
        plain = copy.copy(trial)
        plain.system_attrs = kept_of_trial(trial.system_attrs)
        target.create_new_trial(ours, plain)
    return len(trials)
