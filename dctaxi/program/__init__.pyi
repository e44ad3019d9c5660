from .bundle import program_files as program_files
from .bundle import program_zip as program_zip
from .notebook import notebook_of as notebook_of
from .source import Recorded as Recorded
from .source import program_source as program_source
from .source import python_source as python_source
