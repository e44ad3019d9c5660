from .normal import fast_normal as fast_normal
from .sampler import Sampler as Sampler
from .sampler import SamplerId as SamplerId
from .samplers import MAX_SAMPLER_SEED as MAX_SAMPLER_SEED
from .samplers import SAMPLERS as SAMPLERS
from .samplers import available_samplers as available_samplers
from .samplers import check_sampler as check_sampler
from .samplers import make_sampler as make_sampler
