"""What people see: tables, bars and hints, only where somebody looks; and what Ctrl-C leaves behind."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
from typing import TYPE_CHECKING

import pytest

from .conftest import COMMAND

if TYPE_CHECKING:
    from openai_videos_mock import ManualClock

    from .conftest import Shell


def _table(shown: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in shown.strip().splitlines()]


def test_a_list_is_a_table(shell: Shell) -> None:
    ids = [shell.make(f"[bold]Take {number}") for number in range(2)]
    code, shown = shell.show("list", columns=160)
    assert code == 0
    head, *rows = _table(shown)
    assert head == ["id", "status", "progress", "model", "seconds", "size", "created", "prompt"]
    assert [row[0] for row in rows] == ids[::-1]
    assert rows[0][1:6] == ["completed", "100", "sora-2", "4", "720x1280"]
    assert rows[0][7] == "[bold]Take 1"


@pytest.mark.parametrize(
    ("columns", "head"),
    [(100, ["id", "status", "progress", "created", "prompt"]), (60, ["id", "status"]), (20, ["id", "status"])],
)
def test_a_narrow_terminal_shows_less_but_whole_ids(shell: Shell, columns: int, head: list[str]) -> None:
    video_id = shell.make("A very long prompt " * 20)
    _, shown = shell.show("list", columns=columns)
    first, second = _table(shown)
    assert first == head
    assert second[:2] == [video_id, "completed"]


def test_more_pages_are_told(shell: Shell) -> None:
    shell.make()
    shell.make()
    assert "There are more: --all" in shell.show("list", "--limit", "1")[1]
    assert "There are more" not in shell.show("list", "--limit", "1", "--all")[1]
    assert shell.show("list", "--limit", "0") == (0, "Nothing there.\n")


def test_one_video_is_a_list_of_its_fields(shell: Shell) -> None:
    video_id = shell.make("A cat")
    _, shown = shell.show("show", video_id)
    fields = dict(_table(shown))
    assert fields["id"] == video_id
    assert fields["prompt"] == "A cat"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fields["created_at"])
    assert "error" not in fields


def test_waiting_shows_how_far_the_job_is(slow_shell: Shell, clock: ManualClock) -> None:
    terminal = slow_shell.start("create", "A cat", "--poll-interval", "0.02", "-o", "cat.mp4")
    terminal.wait_for("queued")
    clock.advance(5)
    terminal.wait_for("in_progress")
    terminal.wait_for("50%")
    clock.advance(10)
    code, shown = terminal.end()
    assert code == 0
    assert "completed" in shown
    assert (slow_shell.folder / "cat.mp4").stat().st_size > 1000


def test_an_upload_and_a_download_show_their_bytes(shell: Shell) -> None:
    video_id = shell.make()
    code, shown = shell.show("download", video_id, "-o", "cat.mp4")
    size = (shell.folder / "cat.mp4").stat().st_size
    assert code == 0
    assert f"Receiving {video_id}" in shown
    assert f"{size / 1000:.1f}/{size / 1000:.1f} kB" in shown
    code, shown = shell.show("edit", "Make it night", "--video", "cat.mp4")
    assert code == 0
    assert "Sending cat.mp4" in shown
    assert f"{size / 1000:.1f}/{size / 1000:.1f} kB" in shown


def test_no_bars_where_nobody_looks(shell: Shell) -> None:
    """Standard error is a file, standard output a terminal: the table comes, the bars do not."""
    video_id = shell.make()
    ours, its = os.openpty()
    done = subprocess.run(
        [*COMMAND, "wait", video_id], env=shell.environment, stdout=its, stderr=subprocess.PIPE, check=False
    )
    os.close(its)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.stderr == b""
    assert "created_at" in shown


def test_no_video_on_a_terminal(shell: Shell) -> None:
    code, shown = shell.show("download", shell.make(), "-o", "-")
    assert code == 2
    assert "A terminal cannot show a video" in shown


def test_ctrl_c_tells_how_to_go_on(slow_shell: Shell, clock: ManualClock) -> None:
    url = slow_shell.environment.pop("OPENAI_BASE_URL")
    words = ["--base-url", url, "--api-key", "secret", "create", "A cat", "--poll-interval", "0.02", "-o", "my cat.mp4"]
    terminal = slow_shell.start(*words)
    terminal.wait_for("queued")
    terminal.type("\x03")
    code, shown = terminal.end()
    assert code == 130
    assert "Traceback" not in shown
    resume = shown.splitlines()[-1].strip()
    assert re.fullmatch(rf"openai-videos --base-url {url} wait video_\w+ -o 'my cat.mp4'", resume)
    assert shown.splitlines()[-3:-1] == ["Interrupted.", "To wait for the job again:"]
    # What it says is what works, with the key from elsewhere.
    clock.advance(20)
    program = " ".join(COMMAND)
    done = subprocess.run(
        resume.replace("openai-videos", program, 1), shell=True, cwd=slow_shell.folder, env=slow_shell.environment
    )
    assert done.returncode == 0
    assert (slow_shell.folder / "my cat.mp4").stat().st_size > 1000


@pytest.mark.parametrize(("ends", "code", "word"), [("\x03", 130, "Interrupted."), ("TERM", 143, "Terminated.")])
def test_a_download_that_is_ended_leaves_no_file(lost_shell: Shell, ends: str, code: int, word: str) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ncontent-length: 9000000\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = ["--base-url", f"http://127.0.0.1:{server.getsockname()[1]}/v1", "download", "video_1", "-o", "cat.mp4"]
        terminal = lost_shell.start(*words)
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(head + bytes(4_000_000))
            terminal.wait_for("4.0/9.0 MB")
            assert [path.suffix for path in lost_shell.folder.iterdir()] == [".part"]
            if ends == "TERM":
                terminal.process.terminate()
            else:
                terminal.type(ends)
            ended, shown = terminal.end()
    assert ended == code
    assert shown.splitlines()[-3:] == [word, "To download it again:", f"  openai-videos {shlex.join(words)}"]
    assert list(lost_shell.folder.iterdir()) == []


def test_an_interrupted_create_tells_where_the_job_may_be(lost_shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        terminal = lost_shell.start("create", "A cat", "--base-url", url)
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            terminal.type("\x03")
            code, shown = terminal.end()
    assert code == 130
    told = ["Interrupted.", "If a job was made, it is listed:", f"  openai-videos --base-url {url} list"]
    assert shown.splitlines()[-3:] == told


def test_forty_columns(shell: Shell) -> None:
    video_id = shell.make()
    code, shown = shell.show("show", video_id, columns=40)
    assert code == 0
    assert f"\nid\n{video_id}\n" in "\n" + shown.replace("\r", "")
    code, shown = shell.show("create", "A cat", "-o", "cat.mp4", columns=40)
    assert code == 0
    assert "completed" in shown, "how far it is"
    assert "Saved: cat.mp4" in shown
