"""The winner of a search as a model to take along: fitted, judged, kept, and asked for fares."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
