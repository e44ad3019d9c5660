"""Plots of a fitted model: how far its fares are off, where, and where its networks disagree."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
