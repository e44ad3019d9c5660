import numpy as np

from dctaxi.analysis.statistics.final_bests import compare, verdict_sentences

NOTHING = np.full(10, np.inf)


def said(**finals: np.ndarray) -> str:
    return " ".join(verdict_sentences(compare(finals), thing="search", things="searches"))


def test_searches_without_any_result_are_left_out() -> None:
    assert said(a=NOTHING, b=NOTHING) == "No search has spent its budget yet."
    assert said(a=NOTHING, b=np.arange(10.0)) == "b ends at 4.50 USD, half of its repeats below."
    assert "Median of the final best in USD: b 4.50; c 14.50." in said(
        a=NOTHING, b=np.arange(10.0), c=np.arange(10.0, 20.0)
    )


def test_a_run_without_a_result_is_worse_than_every_number_and_no_number_itself() -> None:
    some = np.append(np.arange(9.0), np.inf)
    assert compare({"a": some, "b": np.arange(10.0)}).finals["a"].max() == np.inf
    few = np.append(np.full(4, 5.0), np.full(16, np.inf))
    assert said(a=few) == "Half of the repeats of a or more have no result."
    text = said(a=few, b=np.append(np.full(19, 9.0), 9.5))
    assert "b 9.00; a none (half or more have no result)." in text
    assert "b ends lower than a, more than noise." in text


def test_a_search_of_few_runs_hides_no_difference_between_others() -> None:
    apart = {"a": 5 + np.arange(20.0) / 100, "b": 8 + np.arange(20.0) / 100}
    text = said(**apart, c=np.array([6.0]))
    assert "a ends lower than b by 3.00 USD" in text
    assert "Too few repeats to tell any difference between: a and c; c and b." in text
    assert "too few to tell any difference, however large" not in text
    many = {str(place): np.array([float(place)]) for place in range(4)}
    assert "For 14 pairs there are too few repeats" in said(**apart, **many)


def test_runs_without_a_result_make_no_amount_and_no_claim_that_nothing_differs() -> None:
    lost = np.inf
    # Half of all pairs stand in either order.
    text = said(a=np.array([1.0, 2.0, lost, lost]), b=np.array([3.0, 4.0, 5.0, 6.0]))
    assert "b 4.50; a none" in text
    assert "No two differ" not in text
    assert "Of no two does one end lower more often than the other" in text
    text = said(a=np.array([1, 2, 3, lost, lost, lost]), b=np.array([2, 3, 4, lost, lost, lost]))
    assert "If a and b differ as they did here, about" in text
    text = said(a=np.array([1.0, 2.0, 3.0, 4.0]), b=np.array([1.5, 2.5, 3.5, lost]))
    assert "If a and b differ as they did here, by 0.50 USD, about" in text


def test_the_one_that_most_runs_of_ended_lower_is_named_whatever_the_medians_say() -> None:
    # The medians are 0 and 1, and three quarters of all pairs stand in the other order.
    a = np.append(np.zeros(26), np.full(25, 100.0))
    b = np.append(np.ones(26), np.full(25, -100.0))
    (only,) = compare({"a": a, "b": b}).comparisons
    assert (only.first, only.second) == ("b", "a")
    assert only.difference.value > 0
