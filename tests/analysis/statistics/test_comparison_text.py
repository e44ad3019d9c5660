import dataclasses
import json

import numpy as np

from dctaxi.analysis.statistics.comparison import compare
from dctaxi.analysis.statistics.comparison_text import (
    brief_verdict,
    comparison_json,
    comparison_sentences,
    estimate_texts,
    in_usd,
)
from dctaxi.analysis.statistics.estimate import Estimate, estimate_json


def draw(seed, shift=0.0, n=256):
    return np.random.default_rng(seed).lognormal(2, 0.5, n) + shift


def test_a_change_beyond_noise_is_named_with_its_interval():
    comparison = compare(draw(0), draw(1, shift=5))
    first = comparison_sentences(comparison)[0]
    change = comparison.median_change
    assert first.startswith("Better: the median in here is ")
    assert f"{change.value:+.2f} USD ({change.low:+.2f} to {change.high:+.2f})" in first


def test_rows_that_tell_nothing_are_named_beside_those_that_do():
    here = np.where(np.arange(1024) % 8 < 5, draw(0, n=1024) + 2, draw(0, n=1024))
    sentence = comparison_sentences(compare(here, draw(1, n=1024)))[0]
    assert sentence.startswith("Worse: the median in here is ")
    assert sentence.count(", inconclusive") == 2


def test_amounts_without_end_are_short():
    assert estimate_texts(Estimate(1.5, -1234.5, 1.234e89)) == ("1.50", "-1,234.50 to 1.23e+89")
    assert estimate_texts(Estimate(1.5, -2e6, 0.0), sign=True) == ("+1.50", "-2e+06 to +0.00")


def test_ends_that_are_not_there_are_told_in_words():
    inf = np.inf
    assert in_usd(Estimate(4.2, -inf, inf)) == "4.20 USD (too few for an interval)"
    assert in_usd(Estimate(4.2, 4.0, inf), lead="from ") == "4.20 USD (from 4.00 or more)"
    assert in_usd(Estimate(-1, -inf, 0.5), sign=True) == "-1.00 USD (+0.50 or less)"
    assert in_usd(Estimate(inf, 4.0, inf)) == "none (half of them or more have no result)"
    assert in_usd(Estimate(inf, 4.0, inf), sign=True) == "no amount (a median is missing)"
    assert estimate_json(Estimate(inf, 4.0, inf)) == {"value": None, "low": 4.0, "high": None}
    assert estimate_json(None) is None


def test_inconclusive_is_said_plainly():
    sentences = comparison_sentences(compare(draw(0), draw(1)))
    assert sentences[0].startswith("Inconclusive: ")
    assert sentences[0].count("inconclusive") == 0
    assert "; the expected best of 10 tries by " in sentences[0]
    assert all("inconclusive" in s for s in sentences if s.startswith("Expected best"))


def test_divergence_is_mentioned_only_where_there_is_any():
    here = draw(0)
    assert not any("Diverged" in s for s in comparison_sentences(compare(here, draw(1))))
    here[:64] = np.nan
    assert "Diverged: 25.0%" in comparison_sentences(compare(here, draw(1)))[-1]


def test_chances_are_told_only_where_there_is_a_study():
    assert not any("probability" in s for s in comparison_sentences(compare(draw(0), draw(1))))
    told = comparison_sentences(
        compare(draw(0), draw(1), reference_best=1.0, reference_median=7.4), inside="inside"
    )
    assert "A random configuration inside beats the study's best" in told[1]


def test_json_has_every_estimate_with_its_ends():
    comparison = compare(draw(0, n=1000), draw(1, shift=5, n=1000), reference_best=3.0)
    document = json.loads(json.dumps(comparison_json(comparison)))
    assert document["verdict"] == "better"
    assert document["median_change"] == comparison.median_change._asdict()
    assert document["beats_median"] is None
    assert document["expected_best"].keys() == {"10", "50", "100"}


def test_a_brief_verdict_has_only_its_evidence():
    noise = compare(draw(0), draw(1))
    words = {"inside": "in here", "baseline": "out there"}
    assert brief_verdict(noise, **words).startswith("Inconclusive: the median in here is ")
    (best, *more), median = noise.best_of, noise.median_change
    lower = dataclasses.replace(best, change=Estimate(-1.0, -2.0, -0.5))
    better = dataclasses.replace(noise, best_of=(lower, *more))
    said = brief_verdict(better, **words)
    assert said.startswith("Better: the expected best of 10 in here is ")
    assert said.endswith("-1.00 USD (-2.00 to -0.50). The change of the median is inconclusive.")
    higher = median._replace(value=1.0, low=0.5, high=2.0)
    mixed = dataclasses.replace(better, median_change=higher)
    assert brief_verdict(mixed, **words) == (
        "Mixed: in here the expected best of 10 changes by -1.00 USD (-2.00 to -0.50), the median "
        "by +1.00 USD (+0.50 to +2.00)."
    )
