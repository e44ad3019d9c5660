"""Files as they come: where they may lie, how they are fetched, and their columns as text."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
