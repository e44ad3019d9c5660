"""A class: its settings, who is in it, whose workspace is where, and the lesson that it is at."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
