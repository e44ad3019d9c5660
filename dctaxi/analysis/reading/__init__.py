"""Rows of studies and trials, read from the database."""
