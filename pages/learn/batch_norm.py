"""Batch normalisation, honestly: what it does for a short training, and what it only pretends."""

import streamlit as st

from pages.components.batch_norm import comparison, form, modes
from pages.components.lessons import frame
from pages.components.shared import sitemap, term_link

body = frame.show(
    "Does batch normalisation help, or does it only look good?",
    (
        "While it trains, a batch normalisation shifts and scales what enters it by the mean and "
        f"deviation of the {term_link.word('batch', 'batch')} at hand (**training mode**). A "
        "finished network answers for one trip at a time and has no batch, so it uses "
        f"**{term_link.word('running-statistics', 'running statistics')}** instead (**evaluation "
        "mode**): they start at 0 and 1 and move a tenth of the way to the batch's at each step.",
        "After 40 steps 0.9 to the power of 40, or 1.5 %, of that start is left. For scaled "
        "features that is nothing; a longitude of -77 degrees that varies by a fraction of a "
        "degree is then still many standard deviations off, and the finished network meets numbers "
        "that it never saw in training.",
        f"The {term_link.word('objective', 'objective')} counts the training error in training "
        "mode, so it can praise a network that fails once it is finished. Train longer, or scale "
        "the features first, and both modes agree; only then does it mean anything which networks "
        "are better.",
    ),
    (
        frame.try_this(
            "Compare both modes for every trial of a study.",
            sitemap.TRIALS,
            "Its honesty plot",
            {"view": "honesty"},
        ),
        frame.try_this(
            "Choose scaled features for your next study, and let it search over batch "
            "normalisation again.",
            sitemap.DATA,
            "Choose features",
        ),
    ),
)
with body:
    choice = form.show()
    cause, effect = st.columns(2, gap="large")
    with cause:
        modes.cause(choice)
    with effect:
        watched = modes.effect(choice)
    if watched:
        comparison.show(choice)
