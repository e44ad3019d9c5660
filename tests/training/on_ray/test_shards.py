from hypothesis import given
from hypothesis import strategies as st

from dctaxi.training.on_ray.shards import LARGEST, shards_of


@given(members=st.integers(0, 100_000), workers=st.integers(0, 300))
def test_every_member_is_in_one_shard_and_no_worker_waits_for_one(members, workers):
    shards = list(shards_of(members, workers))
    assert [member for shard in shards for member in shard] == list(range(members))
    assert all(0 < len(shard) <= LARGEST for shard in shards)
    assert len(shards) >= min(members, max(1, workers)) * 0.75


def test_large_populations_have_shards_of_hundreds_to_thousands():
    assert {len(shard) for shard in shards_of(10_240, 10)} == {256}
    assert max(len(shard) for shard in shards_of(1_000_000, 10)) == 4_096
