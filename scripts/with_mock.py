"""Run a command beside a mock server of its own.

    python scripts/with_mock.py pytest conformance --base-url={base_url}

Every `{base_url}` in the command is replaced by the server's. The exit code is the command's.
"""

from __future__ import annotations

import subprocess
import sys

JOB_SECONDS = "0.3"


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server."""
    if not command:
        sys.stderr.write("with_mock: give a command, such as: pytest conformance --base-url={base_url}\n")
        return 2
    server = subprocess.Popen(
        [sys.executable, "-m", "openai_videos_mock", "--port", "0", "--job-seconds", JOB_SECONDS],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        base_url = (server.stdout.readline() if server.stdout else "").rpartition(" ")[2].strip()
        if not base_url:
            sys.stderr.write("with_mock: the mock server did not start\n")
            return 1
        return subprocess.run([part.replace("{base_url}", base_url) for part in command], check=False).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
