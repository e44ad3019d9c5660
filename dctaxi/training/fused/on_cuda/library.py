"""numba's CUDA module under its usual name: its types are missing, so it has none here."""

from __future__ import annotations

from typing import Any

import numba.cuda

cuda: Any = numba.cuda
