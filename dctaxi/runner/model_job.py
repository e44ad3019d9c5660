"""The job that fits a model and keeps it in the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dctaxi.access import Action
from dctaxi.errors import EngineError
from dctaxi.model import fit, keep_model, trainings_of
from dctaxi.runner.jobs import Job, JobContext
from dctaxi.runner.status import JobState
from dctaxi.study import find_study
from dctaxi.training import available_engines

if TYPE_CHECKING:
    from dctaxi.data import DataSource, TaxiTables
    from dctaxi.model import FitPlan
    from dctaxi.records import Progress
    from dctaxi.training import Engine
    from dctaxi.workspace import Workspace


@dataclass(frozen=True)
class ModelJob(Job):
    """Fits a choice of a study; ``tables`` are its data where they were read already."""

    plan: FitPlan
    tables: TaxiTables | None = None
    engine: Engine | None = None

    kind = "model"
    action = Action.FIT_MODEL

    @property
    def title(self) -> str:
        """What is fitted."""
        return f"Model: {self.plan.name}"

    @property
    def total(self) -> int:
        """The trainings of the plan, those that choose its steps among them."""
        return trainings_of(self.plan)

    def accept(self, workspace: Workspace) -> None:
        """Check the limits, and that there is a study, and its engine."""
        workspace.limits.check_members(self.total)
        study = find_study(self.plan.study, workspace).own_plan(": no model can be fitted to it.")
        reason = available_engines().get(study.engine)
        if reason is not None:
            raise EngineError(reason)

    def source(self, workspace: Workspace) -> DataSource | None:
        """Return the study's; None where its tables are here already."""
        if self.tables is not None:
            return None
        return find_study(self.plan.study, workspace).own_plan(": no model can be fitted.").source

    def run(self, context: JobContext) -> JobState:
        """Fit the model and keep it; a stop of either kind ends it, and nothing is kept."""

        def tell(progress: Progress) -> None:
            context.update(
                {"state": JobState.RUNNING, "done": progress.done, "total": progress.total}
            )

        context.update({"partial": self.plan})
        model = fit(
            self.plan,
            context.workspace,
            on_progress=tell,
            should_stop=lambda: context.stop_now() or context.stop_after_trial(),
            engine=self.engine,
            tables=self.tables,
            read=context.read,
        )
        if model is None:
            return JobState.STOPPED
        keep_model(model, context.workspace)
        return JobState.FINISHED
