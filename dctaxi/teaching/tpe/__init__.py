"""How TPE chose a trial: what it knew, its two densities, its candidates, and the one it took."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
