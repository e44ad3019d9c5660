"""Who asks for the trials of a study: which sampler, how many at a time, and knowing what."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
