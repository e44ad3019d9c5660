"""``repeat``: trains a study's best trials again with fresh seeds."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.options import (
    Actions,
    add_action,
    add_device_options,
    add_objective_option,
    engine_of,
    options_checked,
    positive_integer,
    whole_number,
    workspace_of,
)
from dctaxi.cli.output import write_result

if TYPE_CHECKING:
    from dctaxi.analysis.statistics import Estimate


def add_commands(commands: Actions) -> None:
    """Add ``repeat``."""
    parser = add_action(commands, "repeat", "train the best trials again with fresh seeds", run)
    parser.add_argument(
        "--study", metavar="N", required=True, help="the study whose trials to train again"
    )
    parser.add_argument(
        "--top", type=positive_integer, default=5, help="how many of the best trials (default 5)"
    )
    parser.add_argument(
        "--trial",
        type=whole_number,
        action="append",
        default=[],
        metavar="NUMBER",
        help="this trial instead of the best ones; repeatable",
    )
    parser.add_argument(
        "--seeds", type=positive_integer, default=64, help="seeds for each trial (default 64)"
    )
    parser.add_argument(
        "--seed", type=whole_number, default=0, help="seed they are drawn with (default 0)"
    )
    add_objective_option(parser, default="the study's own")
    add_device_options(parser)


def run(options: Namespace) -> int:
    """Train the repeats, or open them if they were trained before."""
    from dctaxi.analysis import (
        MARGIN_TEXT,
        repeated_configurations,
        repeats_json,
        repeats_sentences,
    )
    from dctaxi.cli.training_run import run_plan, status_of
    from dctaxi.populations import REPEATS, repeats_of

    workspace = workspace_of(options)
    with options_checked():
        plan = repeats_of(
            options.study,
            workspace,
            top=options.top,
            numbers=options.trial,
            seeds=options.seeds,
            seed=options.seed,
            objective=options.objective,
            engine=engine_of(
                options, options.seeds * max(options.top or 1, len(options.trial or ()))
            ),
            device=options.device,
        )
    repeats = run_plan(plan, REPEATS, workspace)
    configurations = repeated_configurations(repeats)
    heading = (
        f"{repeats.id} {plan.name}: {repeats.done:,} trainings in {repeats.wall_s:.2g} s on "
        f"{repeats.device}"
    )
    lines = [
        *(
            f"{place}. trial {one.number}: scored {one.original:.2f} {plan.source.currency}, "
            + (
                f"no median, {_share(one.diverged)} diverged"
                if one.median is None
                else f"median {one.median.value:.2f} ({one.median.ends_text('{:.2f}'.format)}), "
                f"{_share(one.as_good)} as good, {_share(one.diverged)} diverged: {one.verdict}"
            )
            for place, one in enumerate(configurations, start=1)
        ),
        *repeats_sentences(configurations),
        MARGIN_TEXT,
    ]
    write_result(
        repeats_json(repeats), options.json, heading=heading, text="\n".join(lines),
        currency=plan.source.currency,
    )  # fmt: skip
    return status_of(repeats)


def _share(share: Estimate) -> str:
    return f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
