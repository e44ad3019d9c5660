"""``python -m dctaxi``."""

import sys

try:
    from dctaxi.cli import main

    sys.exit(main())
except KeyboardInterrupt:  # while Python was still importing
    sys.exit(130)
