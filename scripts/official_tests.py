"""Run the tests that the official SDK has for its videos with this client, the import changed.

    python scripts/official_tests.py                      fetch the archive with pip (a minute), and run them
    python scripts/official_tests.py --archive FILE       run those of an archive that is there already

What is changed besides the import is in `scripts/official_sdk/changes.py`, each with its reason; docs/client.md has
these reasons too. A server made of openapi.yaml answers. Exits with 1 where a test fails.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import yaml
from drawn.server import Server
from drawn.values import Values
from official_sdk.archive import ArchiveError, downloaded, unpacked
from official_sdk.changes import changed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
OURS = {"conftest.py": "fixtures.py", "utils.py": "matching.py"}


@contextmanager
def answering(spec: Any, seed: int = 1) -> Iterator[str]:
    """Answer what the contract has with values that fit it; give the base URL."""
    contract = Server(Values(spec, random.Random(seed)))  # noqa: S311

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            url = f"http://127.0.0.1{self.path}"
            answer = contract.answer(httpx.Request(self.command, url, headers=dict(self.headers), content=content))
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_DELETE = _answer

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(archive: Path | None = None, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tests with options of pytest; the archive is fetched if none is given."""
    spec = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name, answering(spec) as url:
        folder = Path(name)
        tests = unpacked(archive or downloaded(), folder)
        tests.write_text(changed(tests.read_text("utf-8")), "utf-8")
        (folder / "tests" / "__init__.py").touch()
        for target, source in OURS.items():
            (folder / "tests" / target).write_text((ROOT / "scripts" / "official_sdk" / source).read_text("utf-8"))
        environment = {**os.environ, "TEST_API_BASE_URL": url, "PYTHONPATH": f"{folder}:{ROOT / 'scripts'}"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        command += [
            f"--rootdir={folder}",
            f"--confcutdir={folder}",
            "-c",
            os.devnull,
            "-o",
            "anyio_mode=auto",
            *options,
            str(tests),
        ]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
        )


def main(arguments: list[str]) -> int:
    """Run them, and print what pytest says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--archive", type=Path, help="the source archive of the SDK, if it is there already")
    try:
        done = run(parser.parse_args(arguments).archive)
    except ArchiveError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
