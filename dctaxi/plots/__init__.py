"""Figures in two stages: rows to plain data, plain data to a Plotly figure."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
