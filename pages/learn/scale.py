"""Linear or log: where the samples of a range fall, and what that does to learning rates."""

from pages.components.lessons import frame
from pages.components.scale import networks, samples
from pages.components.shared import sitemap, term_link

body = frame.show(
    "Where do the samples of a range fall?",
    (
        "Both scales spread the same number of samples over the same range: **linear** in equal "
        "steps, **log** in equal factors, so that it puts as many between 1 and 10 as between "
        "100 and 1,000.",
        "With equal steps about nine tenths of all samples lie in the highest order of magnitude. "
        "When the upper bound is more than ten times the lower and you do not know where the good "
        f"values are, use {term_link.word('log-scale', 'log scale')}.",
        "Log scale promises nothing: it only gives each order of magnitude its share. If the good "
        "values happen to lie near the upper bound, equal steps hit them more often.",
    ),
    (
        frame.try_this(
            "Switch **Log scale** of the learning rate on and off: what happens to the samples?",
            sitemap.NEW_STUDY,
            "Open the ranges",
        ),
        frame.try_this(
            "Narrow the learning rate to one order of magnitude: is the rest of it worth a trial?",
            sitemap.WHATIF,
            "Ask what if",
        ),
    ),
)
with body:
    found = samples.form()
    if found is not None:
        samples.picture(found)
        networks.show(found)
