"""Help of a choice is Markdown: names and links are drawn, not shown as they are written."""

from dctaxi import labels
from pages.components.shared import term_link


def test_the_chosen_thing_is_named_in_bold_with_its_own_link() -> None:
    asked, chosen = labels.STUDY_OPTIONS["objective"], labels.OBJECTIVES["val_rmse_all"]
    said = term_link.about_choice(asked, chosen)
    assert f"**{chosen.label}**: " in said
    assert "\\*" not in said
    assert said.count("](glossary?term=") == said.count("](")
