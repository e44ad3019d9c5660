"""Uploads are looked at as a stream, whatever they hold."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SCRIPT = """
import resource, sys
from pathlib import Path
from dctaxi.data import store_upload
from dctaxi.errors import DcTaxiError
from dctaxi.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]), "sqlite://")
store_upload("warm.csv", b"a,b\\n1,2\\n", workspace)
content = {content}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    store_upload("commas.csv", content, workspace)
except DcTaxiError as error:
    print(error, file=sys.stderr)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peaks are in kilobytes on Linux alone")
@pytest.mark.parametrize("content", ["b',' * 50_000_000", "(b',' * 999 + b'\\n') * 50_000"])
def test_fifty_megabytes_of_commas_take_no_gigabyte(tmp_path, content):
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(content=content), str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(ran.stdout) < 300  # MB beside the file itself; 157 were measured
