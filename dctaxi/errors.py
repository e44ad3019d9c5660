"""What can be wrong with a request, each kind under its own name.

Every message is one sentence for the person who made the request: what was expected, what came,
what to do. Pages and commands show it as it is, so nothing here carries a traceback or a path of
the program.
"""


class DcTaxiError(Exception):
    """Parent of every error that a user can cause and mend.

    ``newer`` tells that what was read says something that a later release may have written.
    """

    newer: bool = False


class StoppedError(DcTaxiError):
    """Work that was stopped, as somebody asked, before there was anything to keep."""


class WorkspaceError(DcTaxiError):
    """A folder for what the program writes that cannot be made."""


class AccessError(DcTaxiError):
    """Something that the role of who asks for it does not allow."""


class LimitError(DcTaxiError):
    """More than a class allows one person."""


class ClassError(DcTaxiError):
    """A class, its settings, a code, a name or an answer that cannot be."""


class DataError(DcTaxiError):
    """A file, a URL or an upload that cannot be used as taxi data."""


class HyperparameterError(DcTaxiError):
    """A hyperparameter of one training is missing, unknown, of a wrong type or out of range."""


class SpaceError(DcTaxiError):
    """A search space that cannot be sampled: an empty range, a bad bound, an unknown key."""


class StudyError(DcTaxiError):
    """A study that is missing, already there, running, or asked for something impossible."""


class PopulationError(DcTaxiError):
    """A population or repeats that are missing or asked for something impossible."""


class ModelError(DcTaxiError):
    """A fitted model that is missing, damaged, or asked for something impossible."""


class SelectionError(DcTaxiError):
    """A selection of trials, from an address or a file, that cannot be read."""


class LessonError(DcTaxiError):
    """A lesson, or a choice on its page, that cannot be shown."""


class StorageError(DcTaxiError):
    """A database that is locked, read-only, of another schema, or no database at all."""


class EngineError(DcTaxiError):
    """A training engine or device that does not exist here or was called wrongly."""


class RunnerError(DcTaxiError):
    """A job that cannot be queued, stopped or found."""
