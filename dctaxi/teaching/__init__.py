"""What the Learn pages compute: everything that they show is worked out here, nothing is canned."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
