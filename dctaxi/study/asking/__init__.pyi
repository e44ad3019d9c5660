from .asked import Asked as Asked
from .asked import Asker as Asker
from .asking import Asking as Asking
from .round_sampler import RoundSampler as RoundSampler
from .round_sampler import auto_round_size as auto_round_size
from .round_sampler import rounds_of as rounds_of
from .round_sampler import spreading_note as spreading_note
from .shadow import slim as slim
