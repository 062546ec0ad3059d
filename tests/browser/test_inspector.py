"""The inspector of the mock server, used in a real browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from openai_videos_mock import ManualClock, MockSettings, serve

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import reference

SCRIPT = Path(__file__).parent / "inspector.mjs"


def test_a_person_sees_and_changes_the_server() -> None:
    browser, node = shutil.which("chromium"), shutil.which("node")
    assert browser, "this test needs Chromium"
    assert node, "this test needs Node.js"
    open_to_all = MockSettings(control=True, clock=ManualClock(), job_seconds=10)
    with serve(open_to_all) as url, serve(MockSettings(control=True, control_token="s3cret")) as guarded:
        pages = [each.removesuffix("v1") for each in (url, guarded)]
        done = subprocess.run(
            [node, str(SCRIPT), str(reference.installed()), browser, *pages],
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    assert done.stderr == ""
    assert done.stdout == "all well\n"
