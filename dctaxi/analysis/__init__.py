"""Rows of studies and trials, and the numbers computed from them."""
