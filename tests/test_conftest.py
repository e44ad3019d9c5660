from tests.conftest import Rate


def test_of_all_cases_the_share_keeps_the_promise():
    assert Rate(50, 1000, all_cases=True).at_most(0.05)
    assert not Rate(51, 1000, all_cases=True).at_most(0.05)
    assert Rate(950, 1000, all_cases=True).at_least(0.95)
    assert not Rate(949, 1000, all_cases=True).at_least(0.95)


def test_of_few_cases_only_what_is_hardly_to_be_expected_breaks_it():
    """Of 20 cases at 5 % more than five come out once in three thousand times."""
    assert Rate(5, 20, all_cases=False).at_most(0.05)
    assert not Rate(6, 20, all_cases=False).at_most(0.05)
    assert Rate(15, 20, all_cases=False).at_least(0.95)
    assert not Rate(14, 20, all_cases=False).at_least(0.95)
