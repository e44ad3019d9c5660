"""From plots to ranges: what each narrower range is worth, and the study that is narrowed."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
