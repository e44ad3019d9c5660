"""A study in the formats of other tools: tables, Optuna's journal, TensorBoard."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
