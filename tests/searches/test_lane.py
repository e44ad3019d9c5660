from dctaxi.samplers import MAX_SAMPLER_SEED, SAMPLERS
from dctaxi.searches.lane import lane_seed
from dctaxi.teaching.race import MAX_REPEATS


def test_no_two_lanes_share_a_seed() -> None:
    seeds = [
        lane_seed(seed, sampler, repeat)
        for seed in (0, 1, MAX_SAMPLER_SEED)
        for sampler in SAMPLERS
        for repeat in range(MAX_REPEATS)
    ]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed <= MAX_SAMPLER_SEED for seed in seeds)


def test_a_lanes_seed_is_the_same_in_every_release() -> None:
    # A race that was stopped goes on in a later release, whichever samplers there are then.
    assert lane_seed(0, "tpe", 0) == 399_292_876
    assert lane_seed(7, "a sampler to come", 3) == 35_868_365
