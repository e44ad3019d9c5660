"""Who asks for the next trials: one record per sampler, and how each is made."""

from dctaxi.samplers.normal import fast_normal
from dctaxi.samplers.sampler import Sampler, SamplerId
from dctaxi.samplers.samplers import (
    MAX_SAMPLER_SEED,
    SAMPLERS,
    STARTUP_TRIALS,
    available_samplers,
    check_sampler,
    make_sampler,
)

__all__ = [
    "MAX_SAMPLER_SEED",
    "SAMPLERS",
    "STARTUP_TRIALS",
    "Sampler",
    "SamplerId",
    "available_samplers",
    "check_sampler",
    "fast_normal",
    "make_sampler",
]
