from .export import FORMATS as FORMATS
from .export import export_study as export_study
