"""What single cells say: numbers, times, positions, and names of months and weekdays."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
