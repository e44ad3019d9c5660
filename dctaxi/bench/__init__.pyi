from .engines import engines_text as engines_text
from .engines import measure_engines as measure_engines
from .setting import processor as processor
from .study import measure_study as measure_study
from .study import study_text as study_text
