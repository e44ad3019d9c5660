"""What a whole search would find, on What if: asked for, trained and told."""

from dctaxi.searches import SEARCHES, beside, beside_sentences
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.explore.whatif import LOW_RATES, PAGE
from tests.pages.visiting import check, open_page, texts
from tests.waiting import until_idle

BUTTON = "whatif_searches_train"


def test_searches_of_both_spaces_are_trained_at_a_click_and_compared(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = open_page(PAGE, study=study, whatif=LOW_RATES)
    check(app.number_input(key="whatif_searches_count").set_value(4).run())
    check(app.number_input(key="whatif_searches_trials").set_value(25).run())
    assert not SEARCHES.list(workspace)
    check(app.button(key=BUTTON).click().run())
    until_idle(workspace)
    check(app.run())
    assert len(engine.trained) > 2 * 4 * 25
    whole, inside = (SEARCHES.load(one.id, workspace) for one in SEARCHES.list(workspace))
    assert whole.plan.space != inside.plan.space
    found = beside(inside, whole)
    assert found is not None
    assert beside_sentences(found)[0] in texts(app)
    assert "held-out rows" in texts(app)
