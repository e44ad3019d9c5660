"""The process that reads a stranger's file: ``python -m dctaxi.storage.reading_process``.

It is told on standard input what to do, limits itself before it opens anything, and answers with
one line: what is wrong in a sentence, if anything is.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.storage.any_storage import any_storage
from dctaxi.storage.backup import write_without_others
from dctaxi.storage.errors import storage_errors
from dctaxi.storage.inspection import Bounds
from dctaxi.storage.plain_studies import write_plain
from dctaxi.workspace import database_url


def main() -> None:
    """Do one task."""
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    _limit(**asked["limits"])
    tasks: dict[str, Callable[..., None]] = {"studies": _read_studies, "copy": _copy}
    answer = {}
    try:
        tasks[asked["task"]](asked["name"], Bounds(**asked["bounds"]), *asked["arguments"])
    except DcTaxiError as error:
        answer = {"error": str(error), "kind": type(error).__name__}
    except MemoryError:
        answer["error"] = (
            f"The studies in {asked['name']} take more than "
            f"{asked['limits']['memory'] / 2**30:.1f} GB of memory to read: export the studies "
            "that you want into a smaller file."
        )
    except OSError as error:
        answer["error"] = (
            f"The studies in {asked['name']} cannot be copied ({error.strerror}): free some space, "
            "or export the studies that you want into a smaller file."
        )
    sys.stdout.write(f"\n{json.dumps(answer)}\n")


def _read_studies(
    source_name: str, bounds: Bounds, source: str, folder: str, names: list[str]
) -> None:
    with any_storage(source, Path(folder), bounds) as storage:
        there = [study.study_name for study in storage.get_all_studies()]
        trials = 0
        for number, name in enumerate(names or there):
            if name not in there:
                raise StudyError(
                    f"There is no study {name!r} in that storage; there are "
                    f"{', '.join(map(repr, there[:10])) or 'none'}."
                )
            trials += storage.get_n_trials(storage.get_study_id_from_name(name))
            bounds.check_counts(source_name, len(there), trials)
            write_plain(storage, name, Path(folder) / f"{number}.plain", bounds.value_bytes)


def _copy(source: str, bounds: Bounds, target: str) -> None:
    with storage_errors(database_url(Path(source))):
        write_without_others(Path(source), Path(target), bounds)


def _limit(seconds: int, memory: int, written: int) -> None:
    """Let the system end this process where it takes too much, and before any other one."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time holds there
        return
    os.nice(10)
    with suppress(OSError):  # Linux: where memory runs out, the server is not what is ended
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # macOS bounds no address space
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
