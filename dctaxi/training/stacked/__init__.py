"""The stacked engine: members of one shape side by side, in plain PyTorch on any device."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
