"""Stage: what a class sees on the projector."""

from dctaxi.errors import ClassError
from pages.components.classroom import stage
from pages.components.shared import who

settings = who.classroom()
if settings is None:
    raise ClassError(
        "This server serves no class. Start one with `python -m dctaxi serve --class`."
    )
stage.show(settings)
