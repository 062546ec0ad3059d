"""The suite judges a server that nobody here wrote: the npm package @copilotkit/aimock.

It offers create and retrieve alone, and answers both with `id`, `status`, `url` and `created_at`. What the suite must
say of it was checked by hand with curl.
"""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

# The four keys that it sends are fine; what else a video needs is missing.
PASSED = {"video.id", "video.status", "video.created-at", "create.json", "create.multipart", "refuse.create-prompt"}
BROKEN = {
    "video.type",
    "video.progress",
    "video.model",
    "video.seconds",
    "video.size",
    "create.new-id",
    "content.available",
    "lifecycle.completed-at",
    "list.answers",
    "delete.answers",
}
WARNED = {"create.no-dedup", "video.nullable-keys", "refuse.create-prompt-type", "http.error-complete"}
NOT_CLAIMED = {"remix.json", "edit.reference", "extend.reference", "character.create", "previews.thumbnail"}


@pytest.fixture(scope="module")
def aimock() -> Iterator[str]:
    assert shutil.which("npm"), "this test needs Node.js and npm"
    subprocess.run(["npm", "ci", "--silent"], cwd=HERE, check=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["node", "node_modules/.bin/llmock", "--port", str(port), "--fixtures", "fixtures.json"]
    server = subprocess.Popen(command, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def test_its_deviations_are_reported(aimock: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "pytest", "conformance", f"--base-url={aimock}", f"--report-json={report}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 1, done.stdout
    results = json.loads(report.read_text())["results"]

    def having(verdict: str) -> set[str]:
        return {result["id"] for result in results if result["verdict"] == verdict}

    assert having("pass") >= PASSED
    assert having("fail") >= BROKEN
    assert having("warn") >= WARNED
    assert having("not-claimed") >= NOT_CLAIMED
    assert having("error") == set()
