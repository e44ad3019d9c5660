from . import ahead as ahead
from . import preparation as preparation
from .code_folder import unused_code as unused_code
from .cost import training_flops as training_flops
from .formulas import BATCH_NORM_MOMENTUM as BATCH_NORM_MOMENTUM
from .population import population_of as population_of
