"""Interactive hyperparameter search on a taxi-fare model: the library under the app.

The chapter's names are importable from here. What a package shows to others stands in its
``__init__.pyi``; each name is loaded when it is first used, so ``import dctaxi`` costs nothing.
"""

import lazy_loader

__version__ = "1.0.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
