from . import areas as areas
from . import fare_map as fare_map
from . import groups as groups
from . import predicted as predicted
from .judged import Judged as Judged
from .judged import judged_of as judged_of
