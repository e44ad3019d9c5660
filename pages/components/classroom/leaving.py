"""How somebody leaves a class with all that is theirs: what they train ends first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dctaxi.classroom import delete_work, remove, work_of
from dctaxi.errors import ClassError
from dctaxi.runner import runner_for
from pages.components.shared import who

if TYPE_CHECKING:
    from dctaxi.access import Actor
    from dctaxi.classroom import ClassSettings
    from dctaxi.runner import Runner

_PATIENCE_S = 20.0


def put_out(settings: ClassSettings, actor: Actor, member: str) -> None:
    """Put somebody out of the class, and delete their answers and all that they made.

    They stay in it where what they train does not end soon. Raises AccessError and ClassError.
    """
    runner = runner_for(work_of(settings, actor, member))
    _stop_all(runner)
    remove(settings, actor, member)
    who.forget()
    _stop_all(runner)  # what was begun in that moment
    runner.close()
    delete_work(settings, actor, member)


def _stop_all(runner: Runner) -> None:
    jobs = [job.id for job in runner.snapshot() if not job.state.finished]
    for job in jobs:
        runner.stop_now(job)
    if not runner.wait_for_end(jobs, _PATIENCE_S):
        raise ClassError("Something of theirs still trains: try again in a moment.")
