"""``python -m dctaxi``."""

import sys

from dctaxi.cli.main import main

sys.exit(main())
