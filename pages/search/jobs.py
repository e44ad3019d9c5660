"""Jobs: what trains now, what waits for it, and what has ended since the server started."""

from pages.components.search import job_list
from pages.components.shared import state

job_list.show(state.runner())
