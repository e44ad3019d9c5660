"""Race: the same budget for every sampler, several times over; is the winner better or lucky?"""

from dctaxi.teaching.race import RACES
from pages.components.lessons import frame
from pages.components.race import form, result, trap
from pages.components.shared import sitemap, term_link
from pages.components.trained import train_button

body = frame.show(
    "Is TPE better than drawing at random?",
    (
        f"Every {term_link.word('sampler', 'sampler')} gets the same number of trials of the same "
        "space and starts over several times, because a single search is one roll of the dice.",
        f"The line is the {term_link.word('median', 'median')} of its repeats, in a band as wide "
        f"as a test needs it; a sampler that learns, such as {term_link.word('tpe', 'TPE')}, "
        "should pull away from the blind ones, random and "
        f"{term_link.word('qmc', 'quasi-Monte Carlo')}, once it has seen some trials.",
        f"Whether a gap at the end is real or {term_link.word('within-noise', 'noise')} is tested "
        "for all pairs at once, so that comparing many samplers does not find a winner by luck.",
    ),
    (
        frame.try_this(
            "Look at the trials of a study: did its search beat the constant answer, and when?",
            sitemap.TRIALS,
            "Open its trials",
        ),
        frame.try_this(
            "Start a study with the sampler that ended best here.",
            sitemap.NEW_STUDY,
            "Launch",
        ),
    ),
)
with body:
    plan = form.show()
    if plan is not None:
        (work,) = train_button.ensure(
            [plan],
            RACES,
            key="race",
            label="Start the race",
            note=form.slow_sampler(plan),
            at_once=False,
        )
        if work.at_work and work.job is not None:
            result.live(work.job)
        elif work.trained is not None:
            trap.explain(work.trained, result.show(work.trained))
    trap.invite()
