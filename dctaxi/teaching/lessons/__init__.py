"""Lessons: what one is, its file and link, its guess, and those that are shipped."""
