import re
from collections.abc import Mapping
from typing import Any

import pytest

from dctaxi import glossary, labels
from dctaxi.plots import gallery
from dctaxi.samplers import SAMPLERS
from pages.components.shared import sitemap

TABLES: tuple[Mapping[Any, labels.Label], ...] = (
    labels.TERMS,
    labels.HYPERPARAMETERS,
    {s.id: s.label for s in SAMPLERS.values()},
    labels.METRICS,
    {name: plot.label for name, plot in gallery.PLOTS.items()},
    labels.STUDY_OPTIONS,
    labels.ENGINES,
    labels.LOADERS,
    labels.FEATURE_SETS,
)
ENTRIES = tuple(glossary.GLOSSARY.values())


def test_everything_that_has_a_label_has_an_entry_under_a_word_of_its_own() -> None:
    explained = [label for table in TABLES for label in table.values()]
    assert [entry.label for entry in ENTRIES] == explained


@pytest.mark.parametrize("name", gallery.PLOTS)
def test_a_plots_word_leads_to_its_entry(name: str) -> None:
    assert glossary.GLOSSARY[glossary.plot_term(name)].label == gallery.PLOTS[name].label


def test_an_explanation_leads_to_its_entry() -> None:
    for entry in ENTRIES:
        assert glossary.entry_of(entry.label) == entry
    layer = glossary.entry_of(labels.parameter_label("num_hidden_layer_3_neurons"))
    assert layer == glossary.GLOSSARY["num_hidden_layer_neurons"]
    assert glossary.entry_of(labels.parameter_label("dropout")) is None


def test_words_can_stand_in_an_address() -> None:
    for entry in ENTRIES:
        assert re.fullmatch(r"[a-z0-9_-]+", entry.term), entry.term
        assert glossary.GLOSSARY[entry.term] is entry


def test_every_entry_is_met_on_a_page_of_the_app() -> None:
    for entry in ENTRIES:
        assert entry.page in sitemap.BY_ID, entry.term


def test_an_explanation_is_a_paragraph_that_is_read_in_a_moment() -> None:
    for entry in ENTRIES:
        words = entry.label.help.split()
        assert 4 <= len(words) <= 70, (entry.term, len(words))


def test_no_two_entries_of_a_group_have_the_same_name() -> None:
    names = [(entry.group, entry.label.label) for entry in ENTRIES]
    assert len(names) == len(set(names))


def test_search_finds_names_before_explanations_and_needs_every_word() -> None:
    found = glossary.find("learning RATE")
    assert found[0].term == "lr"
    assert "gradient" in [entry.term for entry in found[1:]]
    assert glossary.find("learning rate quasi-monte") == []
    assert len(glossary.find("  ")) == len(ENTRIES)


def test_the_names_of_code_are_found_too() -> None:
    assert [entry.term for entry in glossary.find("num_hidden_layer_neurons")] == [
        "num_hidden_layer_neurons"
    ]
