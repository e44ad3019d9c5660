"""Lessons: what one is, its file and link, its guess, and those that are shipped."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
