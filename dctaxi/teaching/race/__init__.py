"""A race of samplers: each searches the same space with the same budget, several times over."""

from dctaxi.teaching.race.crowds import Crowd, crowd_sentences, crowds
from dctaxi.teaching.race.lane import lane_seed
from dctaxi.teaching.race.plan import (
    DEFAULT_REPEATS,
    DEFAULT_SAMPLERS,
    DEFAULT_TRIALS,
    MAX_REPEATS,
    MAX_TRIALS,
    Race,
    RacePlan,
)
from dctaxi.teaching.race.spaces import RACE_SPACES, TRAP, TRAP_REPEATS, TRAP_TRIALS
from dctaxi.teaching.race.statistics import Standing, standings, verdict, verdict_sentences
from dctaxi.teaching.race.turns import RACES

__all__ = [
    "DEFAULT_REPEATS",
    "DEFAULT_SAMPLERS",
    "DEFAULT_TRIALS",
    "MAX_REPEATS",
    "MAX_TRIALS",
    "RACES",
    "RACE_SPACES",
    "TRAP",
    "TRAP_REPEATS",
    "TRAP_TRIALS",
    "Crowd",
    "Race",
    "RacePlan",
    "Standing",
    "crowd_sentences",
    "crowds",
    "lane_seed",
    "standings",
    "verdict",
    "verdict_sentences",
]
