"""The server as a process: how it starts, how it stops, and what it takes."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from openai_videos_mock import ManualClock, MockSettings, SettingsError, serve
from openai_videos_mock.serving import listen

from .conftest import MODULE, peak, started


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_accepts_connections_when_it_says_so_and_stops_clean(tmp_path: Path, stop: signal.Signals) -> None:
    with started("--job-seconds", "0", "--api-key", "k", stop=stop) as (url, _):
        headers = {"Authorization": "Bearer k"}
        assert httpx.get(f"{url}/videos").status_code == 401
        video = httpx.post(f"{url}/videos", json={"prompt": "x"}, headers=headers).json()
        assert video["status"] == "completed"
        assert httpx.get(f"{url}/videos/{video['id']}/content", headers=headers).status_code == 200


def test_it_takes_a_base_path_and_fixtures() -> None:
    with started("--base-path", "/a/b/", "--fixtures", "docs") as (url, _):
        assert url.endswith("/a/b")
        assert httpx.get(f"{url}/videos/video_123").json()["id"] == "video_123"


@pytest.mark.timeout(60)
def test_jobs_run_by_the_wall_clock() -> None:
    with started("--job-seconds", "0.5") as (url, _):
        before = int(time.time())
        video = httpx.post(f"{url}/videos", json={"prompt": "x"}).json()
        # No more than their order: a machine may be as busy as it likes.
        assert before - 1 <= video["created_at"] <= time.time() + 1
        statuses = [video["status"]]
        while statuses[-1] != "completed":
            statuses.append(httpx.get(f"{url}/videos/{video['id']}").json()["status"])
        assert statuses == sorted(statuses, key=["queued", "in_progress", "completed"].index)
        assert len(set(statuses)) > 1


def test_its_files_are_gone_when_it_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started("--fixtures", "docs") as (url, _):
        assert httpx.get(f"{url}/videos/video_123/content").status_code == 200
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


def test_its_files_are_gone_when_serve_ends(tmp_path: Path) -> None:
    script = """
import os, sys
import httpx
from openai_videos_mock import Fixtures, MockSettings, serve

with serve(MockSettings(fixtures=Fixtures.DOCS)) as url:
    httpx.get(f"{url}/videos/video_123/content").raise_for_status()
    assert os.listdir(sys.argv[1])
assert not os.listdir(sys.argv[1])
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=environment, timeout=20, check=True)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory from /proc")
def test_a_large_upload_goes_to_disk(tmp_path: Path) -> None:
    size = 64 * 1024 * 1024
    source = tmp_path / "large.mp4"
    with source.open("wb") as file:
        file.truncate(size)

    with started() as (url, pid):
        httpx.get(f"{url}/videos")
        before = peak(pid)
        with source.open("rb") as upload:
            answer = httpx.post(f"{url}/videos/edits", data={"prompt": "x"}, files={"video": upload}, timeout=60)
        assert answer.status_code == 200
        assert peak(pid) - before < size // 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--port", "http"], "--port"),
        (["--port", "65536"], "65536"),
        (["--job-seconds", "-1"], "-1"),
        (["--job-seconds", "nan"], "nan"),
        (["--job-seconds", "soon"], "soon"),
        (["--api-key", ""], "API key"),
        (["--base-path", "v1"], "'v1'"),
        (["--base-path", "/{x}"], "/{x}"),
        (["--fixtures", "all"], "all"),
        (["--colour"], "--colour"),
    ],
)
def test_a_bad_option_is_one_clear_line(options: list[str], expected: str) -> None:
    done = subprocess.run([*MODULE, *options], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert expected in done.stderr


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*MODULE, "--port", port], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"openai-videos-mock: error: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_help_names_the_magic_prompt() -> None:
    done = subprocess.run([*MODULE, "--help"], capture_output=True, text=True, timeout=20, check=True)
    assert "[fail]" in done.stdout


def test_serve_ends_with_its_block() -> None:
    with serve() as url:
        assert httpx.get(f"{url}/videos").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/videos")


@pytest.mark.parametrize(
    "bad", [{"api_key": ""}, {"job_seconds": -1}, {"job_seconds": float("inf")}, {"base_path": "v1"}]
)
def test_settings_that_no_server_can_run_with(bad: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        MockSettings(**bad)  # type: ignore[arg-type]


def test_a_clock_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        ManualClock().advance(-1)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_small_answers_do_not_wait_for_each_other(host: str) -> None:
    """Only of a socket whose protocol is known does asyncio set TCP_NODELAY on the connections."""
    with listen(host, 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
