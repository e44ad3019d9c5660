"""Studies side by side: which of them are repeats of one search, and what differs between them."""

from __future__ import annotations

import json
import os.path
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from dctaxi import labels
from dctaxi.space import describe_dimension
from dctaxi.study import NEWER_MAKER, OTHER_MAKER

if TYPE_CHECKING:
    from dctaxi.study import StudyPlan

_OWN = ("name", "sampler_seed")
"""Fields of a plan in which repeats of one search differ."""

_COUNTING = "-_. 0123456789"


_UNKNOWN: Mapping[str, str] = MappingProxyType({})


class StudyGroup(NamedTuple):
    """One search: a study, or several that differ only in the seed of their sampler."""

    name: str
    members: tuple[str, ...]
    plan: StudyPlan | None
    maker: str = OTHER_MAKER


class Difference(NamedTuple):
    """One thing in which searches differ: what it is, and what it is in each of them."""

    what: str
    texts: tuple[str, ...]


def group_repeats(
    plans: Mapping[str, StudyPlan | None], makers: Mapping[str, str] = MappingProxyType({})
) -> tuple[StudyGroup, ...]:
    """Return the searches behind some studies, in the order of their first study.

    ``makers`` made those without a plan, another program where nothing is said. A study without a
    plan and one that continues a parent stand alone: the first may differ in anything, the second
    begins with trials that it shares. So does a study with the sampler seed of another: it is the
    same search once more, no repeat.
    """
    found: dict[str, list[str]] = {}
    seeds: dict[str, set[int]] = {}
    for name, plan in plans.items():
        key = _key(plan)
        alone = plan is None or plan.parent is not None
        if plan is None or alone or plan.sampler_seed in seeds.get(key, ()):
            found[f"study {name}"] = [name]
            continue
        found.setdefault(key, []).append(name)
        seeds.setdefault(key, set()).add(plan.sampler_seed)
    return tuple(
        StudyGroup(
            name,
            tuple(members),
            plans[members[0]],
            makers.get(members[0], OTHER_MAKER),
        )
        for name, members in zip(_names(list(found.values())), found.values(), strict=True)
    )


def differences(
    groups: Sequence[StudyGroup], trained_on: Mapping[str, str] = _UNKNOWN
) -> tuple[Difference, ...]:
    """Return every setting and every dimension of the spaces that is not the same in all.

    ``trained_on`` says by study what its rows were, where it has trained: a source may hold other
    rows than it did.
    """
    settings = [
        {**_settings(group.plan, group.maker), **_rows(group, trained_on)} for group in groups
    ]
    names = dict.fromkeys(name for one in settings for name in one)
    rows = (Difference(name, tuple(one.get(name, "") for one in settings)) for name in names)
    return tuple(row for row in rows if len(set(row.texts)) > 1)


def incomparable(plans: Sequence[StudyPlan | None], fingerprints: Sequence[str | None]) -> str:
    """Return in one sentence why the studies' values must not be compared, empty where they may.

    ``fingerprints`` are those of the data that each study trained on, None for one that has not.
    """
    known = [plan for plan in plans if plan is not None]
    if len(known) < len(plans):
        return (
            f"One of these studies was made by {OTHER_MAKER} or {NEWER_MAKER}: whether its values "
            "mean the same is not known."
        )
    if len({plan.source.currency for plan in known}) > 1:
        return (
            "The fares of these studies are in different currencies, so their values cannot be "
            "compared: see what differs."
        )
    if len({plan.objective for plan in known}) > 1:
        return (
            "These studies minimise different numbers, so their values cannot be compared: see "
            "what differs."
        )
    if len({_seeds_text(plan) for plan in known}) > 1:
        return (
            "A trial's value is not made of seeds in the same way in these studies, and the lowest "
            "of many single seeds lies below the lowest of many medians by luck alone, so their "
            "values cannot be compared: see what differs."
        )
    # A fingerprint covers trips and features; the same trips seen through other features may
    # well be compared.
    same_features = len({plan.feature_set for plan in known}) == 1
    trips: set[object] = (
        {fingerprint for fingerprint in fingerprints if fingerprint is not None}
        if same_features
        else {plan.source for plan in known}
    )
    if len(trips) > 1:
        return (
            "These studies trained on different data, so a lower value may only mean easier "
            "trips: see what differs."
        )
    return ""


def _key(plan: StudyPlan | None) -> str:
    if plan is None:
        return ""
    fields = {name: value for name, value in plan.to_json().items() if name not in _OWN}
    return json.dumps(fields, sort_keys=True)


def _names(searches: Sequence[Sequence[str]]) -> list[str]:
    """Return what searches are called, by the names of their studies.

    Those of several are called as these begin, and where that is no name of one search alone, as
    the first of them.
    """
    short = [_name(members, _beginning(members)) for members in searches]
    return [
        name if short.count(name) == 1 else _name(members, members[0])
        for name, members in zip(short, searches, strict=True)
    ]


def _name(members: Sequence[str], of_several: str) -> str:
    return members[0] if len(members) == 1 else f"{of_several} ({len(members)} repeats)"


def _beginning(members: Sequence[str]) -> str:
    # Names, not paths: character by character is what is meant.
    common = os.path.commonprefix(list(members)).rstrip(_COUNTING)  # noqa: RUF071
    return common or members[0]


def rows_text(facts: object) -> str | None:
    """Return in a few words what is stored of the rows that a study trained on, None where nothing
    is: how many, and the beginning of their fingerprint.
    """
    if not isinstance(facts, Mapping) or not isinstance(facts.get("fingerprint"), str):
        return None
    rows = facts.get("train_rows")
    count = f"{rows:,}" if isinstance(rows, int) else "?"
    return f"{count} training rows, contents {facts['fingerprint'][:8]}"


def _rows(group: StudyGroup, trained_on: Mapping[str, str]) -> Mapping[str, str]:
    known = [trained_on[name] for name in group.members if name in trained_on]
    return {"rows": known[0]} if known else {}


def _seeds_text(plan: StudyPlan) -> str:
    """Say what a trial's value is made of. With one seed it does not matter what is made of it."""
    seeds = plan.seeds_per_trial
    return "1 seed" if seeds == 1 else f"{plan.over_seeds} of {seeds} seeds"


def _settings(plan: StudyPlan | None, maker: str) -> Mapping[str, str]:
    if plan is None:
        return {"made by": maker}
    space = {
        name: describe_dimension(dimension) for name, dimension in plan.space.parameters.items()
    }
    return {
        "sampler": plan.sampler_text,
        "objective": labels.OBJECTIVES[plan.objective].label,
        "a trial's value": _seeds_text(plan),
        "data": plan.source.title,
        "currency": plan.source.currency,
        "features": plan.feature_set,
        "trials asked for": "no limit" if plan.n_trials is None else f"{plan.n_trials:,}",
        "round size": str(plan.round_size),
        "engine": plan.engine,
        "device": plan.device,
        "as printed": "yes" if plan.as_printed else "no",
        "continues": plan.parent or "",
        **space,
    }
