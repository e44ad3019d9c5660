"""``searches``: whole searches, many times over, and what a search of these ranges would find."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from dctaxi.cli.kept import add_kept_argument, delete_kept, list_kept
from dctaxi.cli.options import (
    Actions,
    add_action,
    add_group,
    add_sampler_options,
    add_seeds_options,
    engine_of,
    options_checked,
    positive_integer,
    whole_number,
    workspace_of,
)
from dctaxi.cli.output import write_result
from dctaxi.cli.population import add_setting_options, space_and_setting
from dctaxi.errors import PopulationError
from dctaxi.samplers import fastest_asker

if TYPE_CHECKING:
    from dctaxi.searches import Searches, SearchesPlan
    from dctaxi.workspace import Workspace


def add_commands(commands: Actions) -> None:
    """Add ``searches run``, ``list``, ``show``, ``compare`` and ``delete``."""
    actions = add_group(
        commands, "searches", "search a space many times over, and see what searches find"
    )
    run = add_action(actions, "run", "run many searches, each with its own seed", run_run)
    add_setting_options(run)
    run.add_argument(
        "--searches",
        type=positive_integer,
        default=32,
        metavar="R",
        help="how many searches (default 32)",
    )
    run.add_argument(
        "--trials",
        type=positive_integer,
        default=50,
        metavar="N",
        help="trials of each (default 50)",
    )
    add_sampler_options(run)
    run.add_argument(
        "--one-at-a-time",
        action="store_true",
        help="choose each trial only when the one before is known",
    )
    run.add_argument(
        "--seed",
        type=whole_number,
        default=0,
        help="seed that the searches' own seeds come from (default 0)",
    )
    add_seeds_options(run)
    run.set_defaults(seeds_per_trial=None, over_seeds=None)  # else the study's
    add_action(actions, "list", "list the populations of searches", run_list)
    show = add_action(actions, "show", "show what searches found", run_show)
    compare = add_action(actions, "compare", "compare searches of two spaces", run_compare)
    delete = add_action(actions, "delete", "delete a population of searches", run_delete)
    for parser in (show, compare, delete):
        add_kept_argument(parser, "searches")
    compare.add_argument("whole", metavar="B", help="the searches to compare A with")


def run_run(options: Namespace) -> int:
    """Search, or open what was searched before."""
    from dctaxi.cli.training_run import run_plan, status_of
    from dctaxi.searches import SEARCHES

    workspace = workspace_of(options)
    searches = run_plan(plan_of(options, workspace), SEARCHES, workspace)
    _write(searches, options)
    return status_of(searches)


def plan_of(options: Namespace, workspace: Workspace) -> SearchesPlan:
    """Return the plan that the options describe."""
    from dctaxi.searches import SearchesPlan
    from dctaxi.space import narrow_by_texts

    space, setting = space_and_setting(options, workspace)
    with options_checked():
        return SearchesPlan(
            narrow_by_texts(space, options.narrow),
            samplers=(options.sampler,),
            repeats=options.searches,
            n_trials=options.trials,
            seed=options.seed,
            one_at_a_time=options.one_at_a_time,
            asker=fastest_asker() if options.asker == "auto" else options.asker,
            engine=engine_of(options, options.searches * options.trials),
            device=options.device,
            title=options.title,
            **setting | {name: value for name, value in _seeds(options).items() if value},
        )


def _seeds(options: Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ("seeds_per_trial", "over_seeds")}


def run_list(options: Namespace) -> int:
    """List the populations of searches of the workspace."""
    from dctaxi.searches import SEARCHES

    return list_kept(SEARCHES, "searches", options)


def run_show(options: Namespace) -> int:
    """Show what searches found."""
    from dctaxi.searches import SEARCHES

    _write(SEARCHES.resolve(options.searches, workspace_of(options)), options)
    return 0


def run_compare(options: Namespace) -> int:
    """Compare A with B pair by pair, on rows that chose nothing."""
    from dctaxi.searches import SEARCHES, beside, beside_json, beside_sentences

    workspace = workspace_of(options)
    inside = SEARCHES.resolve(options.searches, workspace)
    whole = SEARCHES.resolve(options.whole, workspace)
    _check_comparable(inside, whole)
    found = beside(inside, whole)
    if found is None:
        raise PopulationError(
            "No pair of these searches has finished with a result yet: let them run on."
        )
    result = {"inside": inside.id, "whole": whole.id, **beside_json(found)}
    write_result(
        result,
        options.json,
        text="\n".join(beside_sentences(found)),
        currency=inside.plan.source.currency,
    )
    return 0


def _check_comparable(inside: Searches, whole: Searches) -> None:
    """Raise PopulationError where more than their space tells two populations of searches apart."""
    ours, theirs = (_what_must_agree(one) for one in (inside, whole))
    differ = [what for what, one in ours.items() if one != theirs[what]]
    if differ:
        raise PopulationError(
            "Only searches that differ in nothing but their space can be compared, and "
            f"{inside.id} and {whole.id} differ in {', '.join(differ)}: run one of them again."
        )


def _what_must_agree(searches: Searches) -> dict[str, object]:
    plan = searches.plan
    seeds = plan.seeds_per_trial
    return {
        "data": searches.data_fingerprint,
        "objective": plan.objective,
        "trials": plan.n_trials,
        "seed": plan.seed,
        "sampler": plan.samplers,
        "asker": [plan.asked_by(sampler) for sampler in plan.samplers],
        "whether trials are chosen one at a time": plan.one_at_a_time,
        "seeds per trial": seeds,
        "what is made of the seeds": plan.over_seeds if seeds > 1 else None,
    }


def run_delete(options: Namespace) -> int:
    """Delete a population of searches."""
    from dctaxi.searches import SEARCHES

    return delete_kept(SEARCHES, options.searches, options)


def _write(searches: Searches, options: Namespace) -> None:
    from dctaxi.searches import searches_json, searches_text

    write_result(
        searches_json(searches), options.json, heading=f"{searches.id} {searches.plan.name}",
        text=searches_text(searches), currency=searches.plan.source.currency,
    )  # fmt: skip
