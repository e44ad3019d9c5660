"""A trial, or a whole study, as a plain Python program and as a notebook, beside its data."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
