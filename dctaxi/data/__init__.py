"""Taxi trips: the schema and its checks, the sample generator, sources and feature sets."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
