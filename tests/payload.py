"""What writes a file where a program unpickles or evaluates what a study says."""

from __future__ import annotations

from pathlib import Path

import optuna

TEXTS = (
    "__import__('os').system('touch ran')",
    "!!python/object/apply:os.system ['touch ran']",
    {"py/reduce": [{"py/type": "os.system"}, {"py/tuple": ["touch ran"]}]},
    "{{ self.__init__.__globals__ }}",
)


class Payload:
    """What writes a file as soon as it is unpickled."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self._file,)


def plant(storage: optuna.storages.BaseStorage, name: str, payload: bytes) -> None:
    """Put a payload where samplers and other programs keep what they unpickle or evaluate."""
    study_id = storage.get_study_id_from_name(name)
    study = {"cma:optimizer": payload.hex(), "qmc:" + "0" * 64: 10**12}
    for key, value in {**study, **dict(zip("abcd", TEXTS, strict=True))}.items():
        storage.set_study_system_attr(study_id, key, value)
        if key in "abcd":
            storage.set_study_user_attr(study_id, key, value)
    template = storage.get_all_trials(study_id)[-1]
    for prefix in ("cma", "sepcma", "cmawm"):
        template.system_attrs |= {
            f"{prefix}:optimizer:0": payload.hex(),
            f"{prefix}:generation": 0,
        }
    template.system_attrs["dctaxi:generation"] = payload.hex()
    template.user_attrs |= {"message": TEXTS[0], "curve": TEXTS[2], "e": TEXTS[1]}
    for _ in range(2):
        storage.create_new_trial(study_id, template)
