"""Batch norm: one training, in training mode and in evaluation mode."""

from pages.components.batch_norm import modes
from pages.components.lessons import frame

with frame.show("batch_norm"):
    modes.show()
