import numpy as np
import pytest

from dctaxi.data.findings import findings_of, set_findings
from dctaxi.data.sample import sample_trips

TRIPS = sample_trips(400, 5)


def with_fares(rows, fares):
    rows = rows.copy()
    rows[:, 0] = fares
    return rows


def messages_of(train, val, test=None):
    findings = findings_of(train, val, test)
    assert all(finding.severity == "warning" for finding in findings)
    return [finding.message for finding in findings]


def test_the_sample_data_give_no_warning():
    assert messages_of(TRIPS[:200], TRIPS[200:300], TRIPS[300:]) == []


def test_warns_of_a_constant_label_of_each_set():
    constant = with_fares(TRIPS[:20], 3.25)
    first, second = messages_of(TRIPS[20:200], constant, with_fares(TRIPS[200:220], 3.25))
    assert first.startswith("All 20 fares of the validation set are 3.25 USD")
    assert second.startswith("All 20 fares of the test set are 3.25 USD")


@pytest.mark.parametrize(
    ("order", "word", "end"), [(1, "ascending", "lowest"), (-1, "descending", "highest")]
)
def test_warns_of_a_set_sorted_by_fare(order, word, end):
    val = TRIPS[200:300][np.argsort(order * TRIPS[200:300, 0])]
    (message,) = messages_of(TRIPS[:200], val)
    assert message.startswith(f"The validation set is sorted by fare ({word})")
    assert f"only the {end} fares" in message


@pytest.mark.parametrize(("currency", "said"), [("USD", 1), ("JPY", 0)])
def test_a_mean_fare_of_hundreds_of_dollars_may_count_cents(currency, said):
    rows = with_fares(TRIPS[:100], TRIPS[:100, 0] * 100)
    found = [one.message for one in set_findings(rows, "data", currency)]
    assert len(found) == said
    assert all("if the column counts cents, divide it by 100." in one for one in found)
    assert set_findings(TRIPS[:100], "data", currency) == ()


def test_a_handful_of_rows_is_not_passed_over():
    [message] = messages_of(TRIPS[:3], TRIPS[3:4], TRIPS[4:5])
    assert message.startswith("Only 5 rows can be used, to train and to evaluate on")
    assert messages_of(TRIPS[:12], TRIPS[12:16], TRIPS[16:20]) == []


def test_few_rows_may_be_in_order_by_chance():
    assert set_findings(with_fares(TRIPS[:9], np.arange(4, 13)), "data") == ()
    assert len(set_findings(with_fares(TRIPS[:10], np.arange(4, 14)), "data")) == 1


@pytest.mark.parametrize("val_fares", [(30, 40), (3.25, 4)])
def test_warns_when_training_and_validation_fares_do_not_overlap(val_fares):
    train = with_fares(TRIPS[:100], np.random.default_rng(0).uniform(5, 20, 100))
    val = with_fares(TRIPS[100:150], np.random.default_rng(1).uniform(*val_fares, 50))
    (message,) = messages_of(train, val)
    assert message.startswith("Training fares (5.")
    assert "do not overlap" in message


def test_fares_that_touch_do_overlap():
    train = with_fares(TRIPS[:15], [5, 7, 6] * 5)
    assert messages_of(train, with_fares(TRIPS[15:20], [9, 7, 8, 9, 8])) == []


def test_counts_rows_repeated_within_a_set():
    train = np.concatenate([TRIPS[:100], TRIPS[:7], TRIPS[:1]])
    (message,) = messages_of(train, TRIPS[100:200])
    assert message.startswith("8 of 108 rows of the training set repeat an earlier row")


def test_counts_rows_shared_between_sets():
    val = np.concatenate([TRIPS[200:290], TRIPS[:10]])
    test = np.concatenate([TRIPS[300:395], TRIPS[200:205]])
    val_message, test_message = messages_of(TRIPS[:200], val, test)
    assert val_message.startswith("10 of 100 rows of the validation set are also in the training")
    assert test_message.startswith("5 of 100 rows of the test set are also in the validation set")
