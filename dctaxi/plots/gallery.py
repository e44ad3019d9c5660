"""Every plot in its list: what each page shows. A plot is added here by one line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.plots.compare.distributions import STUDIES_ECDF
from dctaxi.plots.compare.importances import IMPORTANCE_SIDES
from dctaxi.plots.compare.progress import PROGRESS
from dctaxi.plots.learn.decades import DECADES
from dctaxi.plots.learn.easy_batch import CONSTANT_MAP
from dctaxi.plots.learn.network import NETWORK
from dctaxi.plots.learn.race import RACE
from dctaxi.plots.learn.rates import RATES
from dctaxi.plots.learn.rejudged import OWN_ROWS, SAME_ROWS
from dctaxi.plots.learn.searches import SEARCHES_PLOT
from dctaxi.plots.learn.tpe import TPE
from dctaxi.plots.learn.trace import LEARNING_CURVE, MODES, TRACE
from dctaxi.plots.study.contour import CONTOUR
from dctaxi.plots.study.curves import CURVES
from dctaxi.plots.study.distribution import DISTRIBUTION, SEED_LUCK
from dctaxi.plots.study.history import HISTORY
from dctaxi.plots.study.honesty import HONESTY
from dctaxi.plots.study.importances import IMPORTANCES
from dctaxi.plots.study.objectives import ECDF
from dctaxi.plots.study.pairs import PAIRS
from dctaxi.plots.study.parallel import PARALLEL
from dctaxi.plots.study.pareto import PARETO
from dctaxi.plots.study.repeats import REPEATS
from dctaxi.plots.study.slice import SLICE
from dctaxi.plots.view import Comparison, Plot, StudyView
from dctaxi.teaching.learn_pages import LEARN_PAGES

BESIDE_TRIALS: tuple[StudyView, ...] = (IMPORTANCES, PARALLEL, CONTOUR)
"""Beside the table of trials."""

FURTHER: tuple[StudyView, ...] = (HISTORY, SLICE, CURVES, HONESTY, ECDF, PARETO)
"""One at a time below them."""

COMPARISONS: tuple[Comparison, ...] = (PROGRESS, STUDIES_ECDF, IMPORTANCE_SIDES)
"""Of several studies."""

LEARN: tuple[Plot, ...] = (
    DECADES, RATES, NETWORK, TRACE, TPE, SEED_LUCK, CONSTANT_MAP, OWN_ROWS, SAME_ROWS, MODES,
)  # fmt: skip
"""Of the Learn pages, whose records name them."""

DIFFERENCES = Plot(
    name="differences",
    title="What differs",
    question="In what do these searches differ at all? Every setting and range that is not the "
    "same in all of them.",
)
"""A table and no figure."""

PAGES: Mapping[str, tuple[Plot, ...]] = MappingProxyType(
    {
        "trials": (*BESIDE_TRIALS, *FURTHER, PAIRS, LEARNING_CURVE),
        "compare": (*COMPARISONS, DIFFERENCES),
        "whatif": (DISTRIBUTION, SEARCHES_PLOT, REPEATS),
        "race": (RACE,),
        **{page.id: tuple(p for p in LEARN if p.name in page.plots) for page in LEARN_PAGES},
    }
)
"""What each page shows, by the page's id; a plot is explained on the first that shows it."""

VIEWS: Mapping[str, StudyView] = MappingProxyType(
    {view.name: view for view in (*BESIDE_TRIALS, *FURTHER)}
)
"""The views of one study by name; a report has those with an excerpt, in this order."""

PLOTS: Mapping[str, Plot] = MappingProxyType(
    {plot.name: plot for plots in PAGES.values() for plot in plots}
)
"""Every plot by name."""
