import dataclasses

from dctaxi.space import PRESETS, Choices, Fixed, FloatRange
from pages.components.whatif.history import MAX_CARDS, Session
from pages.components.whatif.question import WhatIf

SPACE = PRESETS["chapter"].space
LOW_RATES = WhatIf().changed("lr", FloatRange(0.02, 0.04, log=True), SPACE)
ASKED = LOW_RATES.changed("optimizer", Fixed("Adam"), SPACE).changed(
    "num_layers", Choices((1, 3)), SPACE
)


def test_undo_takes_the_card_of_what_is_undone_unless_it_is_named():
    first, second = LOW_RATES, ASKED
    session = Session().moved(first).trained().moved(second).trained()
    assert session.undone().cards == (first,)
    named = session.renamed(0, "kept").undone()
    assert [card.title for card in named.cards] == ["kept", ""]
    assert session.undone().undone() == Session()
    assert Session().undone() == Session()


def test_the_same_what_if_is_one_card_and_old_ones_make_room():
    session = Session().moved(ASKED).trained().trained()
    assert session.cards == (ASKED,)
    for seed in range(MAX_CARDS + 3):
        session = session.moved(dataclasses.replace(ASKED, seed=seed)).trained()
    assert len(session.cards) == MAX_CARDS
