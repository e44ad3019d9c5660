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


def test_a_run_without_a_result_counts_as_the_worst_of_all() -> None:
    some = np.append(np.arange(9.0), np.inf)
    assert compare({"a": some, "b": np.arange(10.0)}).finals["a"].max() == 9.0
