"""Optuna's database: its address, what can be wrong with it, and how rounds are written."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
