"""Studies side by side: which repeat one search, whether one is better, and their own numbers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
