"""What a study searches: ranges, lists and fixed values, their checks, draws and descriptions."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
