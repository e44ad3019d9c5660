"""The Learn pages, one record each: all that others know of a page stands in it.

The menu, the cards on *Learn*, the lessons, the glossary and the tests follow from this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dctaxi.hyperparameters import SCALARS
from dctaxi.teaching import log_scale
from dctaxi.teaching.batch_norm import FEATURES, MAX_STEPS, MIN_STEPS
from dctaxi.teaching.control import Control
from dctaxi.teaching.network_shapes import MAX_LIST_LENGTH
from dctaxi.teaching.seed_luck import MAX_DRAW, MAX_SEEDS, MIN_SEEDS


@dataclass(frozen=True, kw_only=True)
class LearnPage:
    """A page with one question and one picture.

    ``id`` is its address and names its file in ``pages/learn/``, with the sketch of its picture
    beside it. ``words`` stand before the picture and say how to read it; ``conclusion`` stands
    after it and is held back while a lesson's question is open. Their links name entries of the
    glossary, such as ``[log scale](log-scale)``. ``plots`` are its pictures in the gallery,
    ``controls`` what a lesson may set, by the session key of the widget.
    """

    id: str
    title: str
    icon: str
    question: str
    words: str
    conclusion: str
    plots: tuple[str, ...]
    controls: Mapping[str, Control] = field(default_factory=dict)


LEARN_PAGES: tuple[LearnPage, ...] = (
    LearnPage(
        id="scale",
        title="Linear or log",
        icon=":material/straighten:",
        question="Where do the samples of a range fall?",
        words="**Linear** scale spreads samples in equal steps, **log** scale in equal factors.",
        conclusion="In equal steps most samples lie in the highest order of magnitude. Use "
        "[log scale](log-scale) where you do not know the order of magnitude. Equal steps do "
        "better where the good values lie near the upper bound.",
        plots=("decades", "rates"),
        controls={
            "scale_low": Control("From", choices=log_scale.BOUNDS),
            "scale_high": Control("To", choices=log_scale.BOUNDS),
            "scale_samples": Control("Samples", limits=(2, log_scale.MAX_SAMPLES)),
            "scale_draw": Control("Draw", limits=(0, log_scale.MAX_DRAW)),
        },
    ),
    LearnPage(
        id="network",
        title="Network",
        icon=":material/account_tree:",
        question="What network does a list of numbers make?",
        words="Each number is a hidden layer with that many neurons. Each line is a "
        "[weight](weights), a number that training changes.",
        conclusion="Above the dotted line a network is no better than the "
        "[mean fare](constant-answer). Deep, narrow networks often end there: where every neuron "
        "of a layer answers 0, nothing of the trip gets through.",
        plots=("network", "trace"),
        controls={
            "network_list": Control("Hidden layers", letters=MAX_LIST_LENGTH),
            "network_norm": Control("Batch normalisation"),
            "network_seed": Control("Seed", limits=(0, int(SCALARS["seed"].high))),
        },
    ),
    LearnPage(
        id="tpe",
        title="How TPE chooses",
        icon=":material/psychology:",
        question="Why did the search try this value next?",
        words="[TPE](tpe) calls about the best tenth of the trials, at most 25, **good** and the "
        "others **bad**. Each group gets a [density](density), a curve of where its trials lie. Of "
        "24 [candidates](candidate) drawn from the good curve, TPE takes the one with the largest "
        "ratio good / bad.",
        conclusion="**Gathering is not learning.** TPE follows what was lucky early, so trials may "
        "gather where nothing is better. Only fresh trainings can tell.",
        plots=("tpe",),
    ),
    LearnPage(
        id="luck",
        title="The seed",
        icon=":material/grain:",
        question="Was the winner good, or was it lucky?",
        words="The [seed](seed) sets the first [weights](weights) and nothing else. Here the best "
        "configuration of a search is trained again with other seeds.",
        conclusion="The best of many trials is also the luckiest. Report the median over seeds, "
        "not the best.",
        plots=("seed_luck",),
        controls={
            "luck_seeds": Control("Seeds", limits=(MIN_SEEDS, MAX_SEEDS)),
            "luck_draw": Control("Draw", limits=(0, MAX_DRAW)),
        },
    ),
    LearnPage(
        id="easy_batch",
        title="Easy batch",
        icon=":material/filter_alt:",
        question="Is the best trial a better network, or was its batch easier?",
        words="Each training is scored on rows of its own: its last batch and as many validation "
        "rows. Even a network that always answers the [mean fare](constant-answer) scores better "
        "on some rows.",
        conclusion="A search for a low objective also finds an [easy batch](easy-batch). Compare "
        "trials on the same rows: all validation rows.",
        plots=("constant_map", "own_rows", "same_rows"),
    ),
    LearnPage(
        id="batch_norm",
        title="Batch norm",
        icon=":material/balance:",
        question="Does batch normalisation help, or does it only look good?",
        words="In training mode it uses the mean of the batch at hand. A finished network has no "
        "batch (evaluation mode): it uses [running statistics](running-statistics), which start at "
        "0 and 1 and move a tenth of the way at each step.",
        conclusion="The [objective](objective) counts the training error in training mode, so it "
        "may praise a network that fails once it is finished. Train longer or scale the features, "
        "and both modes agree.",
        plots=("modes",),
        controls={
            "batch_norm_features": Control("Features", choices=FEATURES),
            "batch_norm_steps": Control("Training steps", limits=(MIN_STEPS, MAX_STEPS)),
        },
    ),
)
"""In the order in which a reader goes through them."""
