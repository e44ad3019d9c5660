from .model.folder import load_model as load_model
from .study.objective import objective as objective
from .training.model import DcTaxiModel as DcTaxiModel
from .training.model import build as build
from .training.network import batch_norm_linear as batch_norm_linear
from .training.network import build_hidden_layers as build_hidden_layers

__version__: str
