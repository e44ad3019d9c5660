from .engine import StackedEngine as StackedEngine
from .hardware import GraphHardware as GraphHardware
from .hardware import Hardware as Hardware
