"""What the trials page costs on the server: `python -m benchmarks.pages`.

Read, filter, table, plots: the page itself is run, by Streamlit's own test runner, so that nothing
it does is left out.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from dctaxi.analysis.reading import TrialReader, read_trials_and_parameters
from dctaxi.bench import processor
from dctaxi.errors import StudyError
from dctaxi.space import PRESETS, draw
from dctaxi.storage import quiet_optuna, trial_writer, writing
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial
    from streamlit.testing.v1 import AppTest

SIZES = (100, 1_000, 10_000, 50_000)
"""Numbers of trials that are measured."""

_ROOT = Path(__file__).parents[1]
_NAME = "bench"
_PAGE = "pages/explore/trials.py"
_FILTER = "params_lr:0.01:"
"""A range in the page's address, which nearly all trials pass."""

_NEW = 10
"""Trials that arrive before the page is drawn again: a round of the fused engine."""

REPEATS = 3
"""Times that each is measured; the least counts, for what else the machine does only adds."""

_DIVERGED_EVERY = 20
_TIMEOUT_S = 600.0
_T = TypeVar("_T")


class Spent(NamedTuple):
    """Seconds on the clock, and seconds of processors: on a busy machine only these tell much."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class PageTimes:
    """What one study's page costs, and the bytes that its browser is sent.

    ``cold``: the study is seen for the first time. ``warm``: ten trials are new, and table and
    plots are computed again. ``unchanged``: nothing is new. ``read`` and ``read_new`` are the
    shares of reading in the first two. Each is the shortest of its repeats.
    """

    trials: int
    cold: Spent
    warm: Spent
    unchanged: Spent
    read: Spent
    read_new: Spent
    sent_bytes: int

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        spent = {
            name: getattr(self, name)._asdict()
            for name in ("cold", "warm", "unchanged", "read", "read_new")
        }
        return {"trials": self.trials, "sent_bytes": self.sent_bytes, **spent}


@dataclass(frozen=True, slots=True)
class PagesResult:
    """The times of every size, on which processor and on which day.

    ``load``: processes that wanted a processor in the last minute, this one among them.
    """

    processor: str
    day: str
    load: float
    pages: tuple[PageTimes, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the times as plain JSON values."""
        return {
            "processor": self.processor,
            "day": self.day,
            "load": self.load,
            "pages": [times.to_json() for times in self.pages],
        }


def measure_pages(sizes: Sequence[int] = SIZES, repeats: int = REPEATS) -> PagesResult:
    """Write studies of the chapter's space with made-up results and draw their pages.

    Raises StudyError when the page shows an error.
    """
    with _quiet_streamlit():
        _measure(sizes[0], 1)  # a process's first page waits for imports, which are no page's own
        pages = tuple(_measure(trials, repeats) for trials in sizes)
    return PagesResult(processor(), date.today().isoformat(), os.getloadavg()[0], pages)


def pages_text(result: PagesResult) -> str:
    """Return the times as a table."""
    lines = [
        f"{result.processor}, {result.day}, load {result.load:.1f}; seconds on the clock / of "
        "processors, the least of the repeats",
        "trials   first seen     of it read     ten new        of it read     unchanged      sent",
    ]
    lines += [
        f"{one.trials:6,}   {_text(one.cold)}  {_text(one.read)}  {_text(one.warm)}  "
        f"{_text(one.read_new)}  {_text(one.unchanged)}  {one.sent_bytes / 1000:,.0f} kB"
        for one in result.pages
    ]
    return "\n".join(lines)


def _text(spent: Spent) -> str:
    return f"{spent.wall_s:5.2f} / {spent.cpu_s:5.2f}"


def write_made_up_study(workspace: Workspace, trials: int) -> None:
    """Write a study whose objectives are made up: only reading and drawing are measured."""
    import optuna

    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.create_study(study_name=_NAME, storage=storage)
        trial_writer(storage, study._study_id).write(_made_up_trials(trials), {})


def _add_made_up_trials(workspace: Workspace, trials: int) -> None:
    with writing(workspace.storage_url) as storage:
        study_id = storage.get_study_id_from_name(_NAME)
        trial_writer(storage, study_id).write(_made_up_trials(trials), {})


def _made_up_trials(trials: int) -> list[FrozenTrial]:
    from optuna.trial import TrialState, create_trial

    space = PRESETS["chapter"].space
    distributions = space.distributions()
    objectives = np.random.default_rng(0).lognormal(2.5, 0.6, trials)
    made = []
    for number, (params, value) in enumerate(
        zip(draw(space, trials, seed=0), objectives.tolist(), strict=True)
    ):
        diverged = number % _DIVERGED_EVERY == _DIVERGED_EVERY - 1
        made.append(
            create_trial(
                state=TrialState.FAIL if diverged else TrialState.COMPLETE,
                value=None if diverged else value,
                params=dict(params),
                distributions={name: distributions[name] for name in params},
                user_attrs={
                    "status": "diverged" if diverged else "finished",
                    "train_rmse": 0.4 * value,
                    "val_rmse": 0.6 * value,
                    "train_rmse_eval": 0.45 * value,
                    "chapter_objective": 1.1 * value,
                    "test_rmse": None,
                    "train_s": 0.1,
                    "curve": [[20, 0.8 * value, value], [40, 0.4 * value, 0.6 * value]],
                    "message": "diverged at step 3" if diverged else "",
                    "device": "cpu",
                },
            )
        )
    return made


def _measure(trials: int, repeats: int) -> PageTimes:
    with tempfile.TemporaryDirectory() as folder, _at_home(folder):
        workspace = Workspace.current()
        write_made_up_study(workspace, trials)
        read = _least(lambda: read_trials_and_parameters(workspace, _NAME), repeats)
        seen = [_seen_first() for _ in range(repeats)]
        app, cold = seen[-1][0], min(spent for _, spent in seen)
        reader = TrialReader()
        reader.read(workspace, _NAME)
        warm, read_new, sent = [], [], 0
        for _ in range(repeats):
            _add_made_up_trials(workspace, _NEW)
            read_new.append(_timed(lambda: reader.read(workspace, _NAME))[0])
            spent, sent = _timed(lambda: _checked(app))
            warm.append(spent)
        unchanged = _least(lambda: _checked(app), repeats)
    return PageTimes(trials, cold, min(warm), unchanged, read, min(read_new), sent)


def _seen_first() -> tuple[AppTest, Spent]:
    """Draw the page in a new tab of a server that has not read the study yet."""
    import streamlit as st

    st.cache_data.clear()
    st.cache_resource.clear()
    app = _opened()
    spent, _ = _timed(lambda: _checked(app.switch_page(str(_ROOT / _PAGE))))
    return app, spent


def _least(run: Callable[[], object], repeats: int) -> Spent:
    return min(_timed(run)[0] for _ in range(repeats))


def _timed(run: Callable[[], _T]) -> tuple[Spent, _T]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu), result


def _opened() -> AppTest:
    """Return a tab on the app's first page, its address naming the study and a filter."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(_ROOT / "app.py"), default_timeout=_TIMEOUT_S).run()
    app.query_params["study"] = _NAME
    app.query_params["range"] = _FILTER
    return app


def _checked(app: AppTest) -> int:
    """Run the page; return how many bytes its elements have."""
    app.run()
    if app.exception or app.error or not app.dataframe:
        said = [error.value for error in (*app.exception, *app.error)]
        raise StudyError(f"Expected the trials page, got {said or 'no table'}: fix it first.")
    return _size(app._tree)


def _size(node: Any) -> int:
    proto = getattr(node, "proto", None)
    children = getattr(node, "children", {}).values()
    return (0 if proto is None else proto.ByteSize()) + sum(map(_size, children))


@contextmanager
def _at_home(folder: str) -> Iterator[None]:
    """Let ``folder`` be the workspace that the app finds."""
    before = {name: os.environ.pop(name, None) for name in ("DCTAXI_HOME", "DCTAXI_STORAGE")}
    os.environ["DCTAXI_HOME"] = folder
    try:
        yield
    finally:
        del os.environ["DCTAXI_HOME"]
        os.environ.update({name: value for name, value in before.items() if value is not None})


@contextmanager
def _quiet_streamlit() -> Iterator[None]:
    """Let Streamlit's test runner work outside of tests.

    It warns that there is no server, and keeps widgets' functions in the session's state, where the
    app's own setting would refuse them.
    """
    from streamlit import config

    strict = "runner.enforceSerializableSessionState"
    before = config.get_option(strict)
    logging.disable(logging.WARNING)
    config.set_option(strict, False)  # noqa: FBT003 - Streamlit's own order of arguments
    try:
        yield
    finally:
        config.set_option(strict, before)
        logging.disable(logging.NOTSET)


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the times there")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="times that each is measured")
    options = parser.parse_args()
    result = measure_pages(repeats=options.repeats)
    print(pages_text(result))
    if options.json is not None:
        options.json.write_text(json.dumps(result.to_json(), indent=1))


if __name__ == "__main__":
    main()
