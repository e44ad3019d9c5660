"""Linear or log: where the samples of a range fall, and which scale finds better networks."""

from pages.components.lessons import frame
from pages.components.scale import networks, samples

with frame.show("scale"):
    found = samples.form()
    if found is not None:
        samples.picture(found)
        networks.show(found)
