"""How long things take on this machine: measured, kept in the workspace, estimated from that."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
