"""Measurements on this machine, each against the chapter's loop or against a stated limit."""
