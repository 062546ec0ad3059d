"""What goes wrong: one message, one exit code, never a traceback."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from importlib.util import find_spec
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
        (["create", "x", "--timeout", "inf"], "'inf' is not a number of seconds up to 1000000."),
        (["create", "x", "--timeout", "1e300"], "'1e300' is not a number of seconds up to 1000000."),
        (["create", "x", "--poll-interval", "inf"], "'inf' is not a number of seconds up to 1000000."),
        (["create", "x", "--poll-interval", "0"], "0.0 is not in the range x>=0.001."),
        (["wait", "x", "--poll-timeout", "nan"], "'nan' is not a number of seconds up to 1000000."),
        (["create", "x", "--max-retries", "-1"], "-1 is not in the range x>=0."),
        (["create", "x", "--extra-body", "y"], "'y' is not of the form NAME=VALUE."),
        (["create", "x", "--input-reference", "no.png"], "The file 'no.png' does not exist. For an id that looks like"),
        (["create", "x", "--input-reference", "."], "'.' is a folder, not a file."),
        (["edit", "x", "--video", ""], "Invalid value for '--video': It must not be empty."),
        (["edit", "x", "--video", "v" * 300 + ".x"], "does not exist. For an id that looks like this write id:vvv"),
        (["characters", "create", "Bob", "--video", "video_1"], "The file 'video_1' does not exist.\n"),
        (["extend", "x", "--video", "video_1"], "Missing option '--seconds'."),
        (["list", "--order", "up"], "'up' is not one of 'asc', 'desc'."),
        (["create", "x", "-o", "nowhere/cat.mp4"], "There is no folder 'nowhere' to write to."),
        (["--base-url", "ftp://x", "list"], "The base URL 'ftp://x' is not of the form http://host:port/v1"),
        (["--api-key", "a ", "list"], "The API key holds a line end, a space at one of its ends"),
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


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("loop", "Error: Too many levels of symbolic links: loop"),
        ("gone", "There is no folder '/no/such' to write to."),
        ("n" * 300, "Error: File name too long: nnn"),
        ("file/", "There is no folder 'file' to write to."),
        ("new/", "There is no folder 'new' to write to."),
        ("new/.", "There is no folder 'new' to write to."),
    ],
)
def test_places_that_cannot_be_written_cost_nothing(lost_shell: Shell, output: str, message: str) -> None:
    (lost_shell.folder / "loop").symlink_to("loop")
    (lost_shell.folder / "gone").symlink_to("/no/such/cat.mp4")
    (lost_shell.folder / "file").write_bytes(b"mine")
    done = lost_shell.run("create", "A cat", "-o", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (lost_shell.folder / "file").read_bytes() == b"mine"


@pytest.mark.parametrize("output", ["/proc/cat.mp4", "link"])
def test_the_folder_that_a_link_leads_to_must_be_writable(lost_shell: Shell, output: str) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("this system has no folder that even its administrator cannot write to")
    (lost_shell.folder / "link").symlink_to("/proc/cat.mp4")
    done = lost_shell.run("create", "A cat", "-o", output)
    assert done.returncode == 2
    assert "The folder '/proc' cannot be written" in done.stderr


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


def _redirected(shell: Shell, how: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {how}', "sh", *COMMAND, *words],
        env=shell.environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("how", "reason", "code"),
    [
        (">/dev/full", "Error: No space left on device\n", 2),
        (">&-", "Error: Bad file descriptor\n", 2),
        ("| true", "", 141),
    ],
)
def test_the_id_of_a_job_is_not_lost(shell: Shell, how: str, reason: str, code: int) -> None:
    if how.startswith("|"):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [*COMMAND, "create", "A cat"], env=shell.environment, stdout=writer, stderr=subprocess.PIPE, text=True
        )
        os.close(writer)
    else:
        done = _redirected(shell, how, "create", "A cat")
    video_id = shell.run("list").stdout.partition("\t")[0]
    assert done.returncode == code
    assert done.stderr == f"{reason}The job was made. To wait for it:\n  openai-videos wait {video_id}\n"
    if code == 2:
        done = _redirected(shell, how, "wait", video_id)
        assert done.stderr == f"{reason}To look at the job:\n  openai-videos show {video_id}\n"


def test_streams_that_are_closed(shell: Shell) -> None:
    done = _redirected(shell, "2>&-", "create", "A cat")
    assert done.returncode == 0
    assert re.fullmatch(r"video_\w+\n", done.stdout)
    assert _redirected(shell, "<&- >&- 2>&-", "list").returncode == 2
    done = _redirected(shell, "<&-", "create", "-")
    assert done.returncode == 2
    assert "Standard input cannot be read: Bad file descriptor." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_proxy_that_needs_a_package(shell: Shell) -> None:
    if find_spec("socksio"):
        pytest.skip("the package is there")
    done = shell.run("list", environment={"ALL_PROXY": "socks5://127.0.0.1:9"})
    assert done.returncode == 2
    assert re.fullmatch(r"Error: .*'socksio' package is not installed.*\n", done.stderr)


def test_certificates_that_cannot_be_read(shell: Shell) -> None:
    for path in ("/no/such.pem", __file__):
        # Where no address needs them, none are read.
        assert shell.run("list", environment={"SSL_CERT_FILE": path}).returncode == 0
        encrypted = {"OPENAI_BASE_URL": "https://127.0.0.1:9/v1", "SSL_CERT_FILE": path}
        done = shell.run("list", environment=encrypted)
        assert done.returncode == 2
        assert f"SSL_CERT_FILE is '{path}'" in done.stderr


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra(missing: str) -> None:
    code = (
        f"import sys; sys.modules[{missing!r}] = None; import openai_videos_cli; sys.exit(openai_videos_cli.main([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"Error: the command line needs {missing}: pip install 'openai-videos[cli]'\n"


def test_the_codes_are_documented() -> None:
    from openai_videos_cli.errors import Exit

    documented = re.findall(r"^\| (\d+) \|", (ROOT / "docs" / "cli.md").read_text(), re.MULTILINE)
    assert [int(code) for code in documented] == sorted(Exit)
