"""Trainings outside a study: populations, landscapes, repeats, and where they are kept."""
