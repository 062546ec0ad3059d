"""What goes wrong: one message, one exit code, never a traceback."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import COMMAND

if TYPE_CHECKING:
    from .conftest import Shell

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["creat"], "No such command 'creat'."),
        (["create"], "Missing argument 'PROMPT'."),
        (["create", ""], "Invalid value for 'PROMPT': It must not be empty."),
        (["create", "x", "--second", "8"], "No such option"),
        (["create", "x", "--timeout", "0"], "0.0 is not in the range x>0."),
        (["create", "x", "--max-retries", "-1"], "-1 is not in the range x>=0."),
        (["create", "x", "--extra-body", "y"], "'y' is not of the form NAME=VALUE."),
        (["create", "x", "--input-reference", "no.png"], "The file 'no.png' does not exist. For an id that looks like"),
        (["create", "x", "--input-reference", "."], "'.' is a folder, not a file."),
        (["characters", "create", "Bob", "--video", "video_1"], "The file 'video_1' does not exist.\n"),
        (["extend", "x", "--video", "video_1"], "Missing option '--seconds'."),
        (["list", "--order", "up"], "'up' is not one of 'asc', 'desc'."),
        (["create", "x", "-o", "nowhere/cat.mp4"], "There is no folder 'nowhere' to write to."),
        (["--base-url", "ftp://x", "list"], "The base URL 'ftp://x' is not of the form http://host:port/v1"),
        (["--api-key", "a b", "list"], "The API key holds a space"),
    ],
)
def test_usage(lost_shell: Shell, words: list[str], message: str) -> None:
    done = lost_shell.run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "option"), [("OPENAI_BASE_URL", "--base-url"), ("OPENAI_API_KEY", "--api-key")])
def test_what_must_be_known(lost_shell: Shell, name: str, option: str) -> None:
    del lost_shell.environment[name]
    done = lost_shell.run("list")
    assert done.returncode == 2
    assert name in done.stderr
    assert option in done.stderr


def test_a_folder_that_cannot_be_written_costs_nothing(shell: Shell) -> None:
    (shell.folder / "there").mkdir()
    assert shell.run("create", "A cat", "-o", "missing/cat.mp4").returncode == 2
    assert shell.run("list").stdout == ""


def test_the_server_refuses(shell: Shell) -> None:
    done = shell.run("show", "video_0")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        r"Error: There is no video with the id 'video_0'\. \(HTTP 404, code video_not_found, request id req_\w+\)\n",
        done.stderr,
    )
    done = shell.run("create", "A cat", "--size", "1x1")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: 'size' has an invalid value: '1x1'.")
    assert shell.run("--api-key", "wrong", "list").returncode == 1


def test_a_failed_job(shell: Shell) -> None:
    done = shell.run("create", "A door [fail:moderation_blocked]", "--wait", "-o", "door.mp4")
    assert done.returncode == 3
    video_id = done.stdout.strip()
    assert done.stderr.startswith(f"Error: Job {video_id} failed: ")
    assert list(shell.folder.iterdir()) == []
    again = shell.run("wait", video_id, "--json")
    assert again.returncode == 3
    assert json.loads(again.stdout)["error"]["code"] == "moderation_blocked"
    # To look at it is no failure.
    assert shell.run("show", video_id).returncode == 0


def test_no_server(lost_shell: Shell) -> None:
    done = lost_shell.run("--max-retries", "0", "create", "A cat", "--wait")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "Error: No complete answer from 127.0.0.1:9: [Errno 111] Connection refused\n"
        "If a job was made, it is listed:\n"
        "  openai-videos --max-retries 0 list\n"
    )


def test_a_server_that_says_nothing(lost_shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        done = lost_shell.run("list", "--base-url", url, "--timeout", "0.2", "--max-retries", "0")
    assert (done.returncode, done.stdout, done.stderr) == (5, "", "Error: No answer in time (ReadTimeout).\n")


def test_a_job_that_takes_too_long(slow_shell: Shell) -> None:
    video_id = slow_shell.make()
    words = ["--poll-timeout", "0.05", "--poll-interval", "0.02"]
    done = slow_shell.run("wait", video_id, "-o", "my cat.mp4", *words)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr == (
        f"Error: Job {video_id} was not done within 0.05 s: 'queued'\n"
        "To wait for the job again:\n"
        f"  openai-videos wait {video_id} -o 'my cat.mp4'\n"
    )


def test_a_reader_that_goes_away(shell: Shell) -> None:
    for number in range(3):
        shell.make(f"Take {number}")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, "list"], env=shell.environment, stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_disk_that_is_full(shell: Shell) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    video_id = shell.make()
    done = shell.run("download", video_id, "-o", "/dev/full")
    assert done.returncode == 2
    assert done.stderr == (
        f"Error: No space left on device\nTo download it again:\n  openai-videos download {video_id} -o /dev/full\n"
    )


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra(missing: str) -> None:
    code = (
        f"import sys; sys.modules[{missing!r}] = None; import openai_videos_cli; sys.exit(openai_videos_cli.main([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"Error: the command line needs {missing}: pip install 'openai-videos[cli]'\n"


def test_the_codes_are_documented() -> None:
    from openai_videos_cli._errors import Exit

    documented = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "cli.md").read_text(), re.MULTILINE)
    assert [int(code) for code in documented] == sorted(Exit)
