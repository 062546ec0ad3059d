"""A test in Node uses the mock server's control path, as a test in any language can."""

import shutil
import subprocess
from pathlib import Path

from openai_videos_mock import ManualClock, MockSettings, serve

SCRIPT = Path(__file__).parent / "control.mjs"


def test_a_test_in_node_steers_the_server() -> None:
    node = shutil.which("node")
    assert node, "this test needs Node.js"
    with serve(MockSettings(control=True, clock=ManualClock(), job_seconds=10)) as url:
        control = url.removesuffix("/v1") + "/-"
        done = subprocess.run(
            [node, str(SCRIPT), control, url], capture_output=True, text=True, timeout=60, check=False
        )
    assert (done.stdout, done.stderr) == ("all well\n", "")
