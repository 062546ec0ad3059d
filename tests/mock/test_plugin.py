"""The pytest plugin, as the documentation shows it: a small application and its tests, alone and under pytest-xdist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import openai
import openai_videos
import pytest
from openai_videos_mock import ManualClock, MockSettings, VideosServer, run_server

DOCUMENT = Path(__file__).parents[2] / "docs" / "mock.md"
FILES = dict(re.findall(r"```python\n# (\w+\.py)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL))
TESTS = len(re.findall(r"^def test_", FILES["test_clips.py"], re.MULTILINE))


def lay_down(folder: Path, *names: str) -> None:
    """Write files of the documentation into a folder that is a project of its own."""
    for name in names:
        (folder / name).write_text(FILES[name])
    (folder / "pytest.ini").write_text("[pytest]\n")


def run(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_the_documented_application_is_tested(tmp_path: Path, options: tuple[str, ...]) -> None:
    lay_down(tmp_path, "clips.py", "test_clips.py")
    assert TESTS >= 7
    assert f"{TESTS} passed" in run(tmp_path, *options)


def test_a_project_has_a_server_of_its_own_kind(tmp_path: Path) -> None:
    lay_down(tmp_path, "clips.py", "conftest.py")
    (tmp_path / "test_ids.py").write_text(
        "from openai_videos import Client\n"
        "def test_ids(videos_server):\n"
        "    assert len(videos_server.client(Client).videos.create(prompt='x').id) == 36\n"
    )
    assert "1 passed" in run(tmp_path)


def test_a_failed_expectation_says_what_came_closest(tmp_path: Path) -> None:
    lay_down(tmp_path, "clips.py")
    (tmp_path / "test_near.py").write_text(
        "from openai_videos import Client\n"
        "def test_near(videos_server):\n"
        "    videos_server.client(Client).videos.create(prompt='x', seconds='4')\n"
        "    videos_server.expect('create', seconds=8)\n"
    )
    output = run(tmp_path)
    assert "1 failed" in output
    assert "no create with seconds=8; closest: number 1, POST /videos (200), 1 field differs" in output


def test_nothing_is_loaded_before_it_is_asked_for(tmp_path: Path) -> None:
    lay_down(tmp_path)
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_other():\n"
        "    assert 'openai_videos_mock.pytest_plugin' in sys.modules\n"
        "    assert not {'av', 'starlette', 'uvicorn', 'jsonschema_rs'} & set(sys.modules)\n"
    )
    assert "1 passed" in run(tmp_path)


@pytest.mark.parametrize("make", [openai_videos.Client, openai.OpenAI])
def test_clients_talk_to_the_server(videos_server: VideosServer, make: type[Any]) -> None:
    with videos_server.client(make) as client:
        video = client.videos.create_and_poll(prompt="waves")
        assert video.status == "completed"
    videos_server.expect("retrieve", id=video.id)


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_finds_the_server_as_at_its_start(videos_server: VideosServer, round_: int) -> None:
    with videos_server.http_client() as client:
        assert (videos_server.requests, videos_server.jobs, videos_server.now()) == ([], [], ManualClock()())
        videos_server.on("list", status=500)
        videos_server.clock.advance(1000)
        assert client.post("/videos", json={"prompt": f"{round_} [mock: times=1 status=429]"}).status_code == 429
        assert client.post("/videos", json={"prompt": "x"}).status_code == 200
        assert client.get("/videos").status_code == 500


def test_a_reset_brings_back_what_the_settings_say() -> None:
    settings = MockSettings(
        fixtures="docs",
        faults="video-size-null=once",
        variants="quota",
        script=[{"on": "list", "times": 1, "status": 429}],
        api_key="k",
    )
    with run_server(settings) as server, server.http_client() as client:
        for _ in range(2):
            sizes = [client.post("/videos", json={"prompt": "x"}).json().get("size", "quota") for _ in range(9)]
            assert sizes == [None, *["720x1280"] * 7, "quota"]
            assert [client.get("/videos").status_code for _ in range(2)] == [429, 200]
            assert client.delete("/videos/video_123").status_code == 200
            server.reset()
        assert [job["id"] for job in server.jobs] == ["video_123"]
        assert httpx.get(f"{server.url}/videos").status_code == 429


def test_an_extra_that_lacks_is_named(tmp_path: Path) -> None:
    """In a process whose imports of one library fail, as if it were not installed."""
    script = "import sys; sys.modules['uvicorn'] = None; "
    imported = [sys.executable, "-c", f"{script}from openai_videos_mock import serve"]
    called = [sys.executable, "-c", f"{script}from openai_videos_mock.__main__ import main; sys.exit(main([]))"]
    for command, code, lines in ((imported, 1, None), (called, 1, 1)):
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        assert (done.returncode, "pip install 'openai-videos[mock]'" in done.stderr) == (code, True)
        assert lines is None or done.stderr.count("\n") == lines
