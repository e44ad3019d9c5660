"""A race of samplers: each searches the same space with the same budget, several times over."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
