"""The one thread that trains, its queue, and what it tells about its jobs."""

from dctaxi.runner.jobs import Job, JobContext
from dctaxi.runner.runner import Runner, close_all, runner_for
from dctaxi.runner.status import JobState, JobStatus
from dctaxi.runner.study_job import ResumeJob, StudyJob
from dctaxi.runner.training_job import TrainingJob

__all__ = [
    "Job",
    "JobContext",
    "JobState",
    "JobStatus",
    "ResumeJob",
    "Runner",
    "StudyJob",
    "TrainingJob",
    "close_all",
    "runner_for",
]
