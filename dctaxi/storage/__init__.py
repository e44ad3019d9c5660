"""Optuna's database: its address, what can be wrong with it, and how rounds are written."""
