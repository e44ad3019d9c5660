from .interrupt import leave_compiler as leave_compiler
from .main import main as main
