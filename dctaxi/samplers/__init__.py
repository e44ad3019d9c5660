"""Who asks for the next trials: one record per sampler, and how each is made."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
