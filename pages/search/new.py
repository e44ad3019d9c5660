"""New study: what it searches on the left; beside it how, for how long, and the button."""

from pages.components.search import draft, halves, launch_aside, space_editor, space_files
from pages.components.shared import state, tables

draft.show_problem()
space_files.take_link()
ranges, aside = halves.open_halves()
files = ranges.container()
with ranges:
    valid = space_editor.show()
    training_rows = tables.training_rows(state.data_choice().source)
    space_editor.summary(state.working_space(), training_rows, valid=valid)
with files:
    space_files.show(state.working_space())
with aside:
    launch_aside.show(state.working_space(), state.data_choice(), valid=valid)
draft.keep(everything=True)
