"""``python -m dctaxi``, and the console script ``dctaxi``."""

import os
import sys


def run() -> None:
    """Run the command that the arguments name and leave Python with its exit status."""
    # A closed standard stream leaves its number free, and the next file that is opened would get
    # it: what is printed could then land in a database.
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8")  # noqa: SIM115 (as long as Python runs)
    try:
        from dctaxi.cli import leave_compiler, main

        status = main()
        leave_compiler(status)
        sys.exit(status)
    except KeyboardInterrupt:  # while Python was still importing
        sys.exit(130)


if __name__ == "__main__":
    run()
