from .asked_again import AskedAgain as AskedAgain
from .asked_again import Step as Step
from .asked_again import asked_again as asked_again
from .example import EXAMPLE as EXAMPLE
from .optuna_tpe import Draw as Draw
from .parzen import CategoryKernels as CategoryKernels
from .parzen import Kernels as Kernels
from .parzen import Parzen as Parzen
