"""Measurements on this machine, each against the chapter's loop or against a stated limit."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
