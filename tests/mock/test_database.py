"""The database of the server: what outlives it, for how long, and which files are taken for one."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai_videos_mock import (
    ManualClock,
    MockSettings,
    RunningClock,
    SettingsError,
    VideosServer,
    create_app,
    run_server,
)

from .conftest import MODULE, READY

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import durability

ADA, BOB = {"Authorization": "Bearer ada"}, {"Authorization": "Bearer bob"}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "videos.sqlite"


@contextmanager
def served(db: Path | None, **settings: Any) -> Iterator[tuple[VideosServer, httpx.Client]]:
    chosen = MockSettings(**{"db": db, "clock": ManualClock(), "job_seconds": 10, **settings})
    with run_server(chosen) as server, server.http_client() as client:
        yield server, client


def create(client: httpx.Client, prompt: str, **more: Any) -> str:
    video: str = client.post("/videos", json={"prompt": prompt}, **more).json()["id"]
    return video


def prompts(client: httpx.Client, **more: Any) -> list[str]:
    return [video["prompt"] for video in client.get("/videos", **more).json()["data"]]


def test_what_there_was_is_there_after_a_restart(db: Path) -> None:
    rule = {"on": "create", "prompt": "b", "in_progress": 100, "fail": "no_more"}
    with served(db, script=[rule]) as (server, client):
        for prompt in "abc":
            create(client, prompt)
        gone = create(client, "gone")
        server.advance(10)
        assert client.delete(f"/videos/{gone}").status_code == 200
        form: dict[str, Any] = {"data": {"name": "Ada"}, "files": {"video": ("v.mp4", b"x")}}
        character = client.post("/videos/characters", **form).json()
        before = client.get("/videos").json()
    with served(db) as (server, client):
        assert client.get("/videos").json() == before
        assert client.get(f"/videos/{gone}").status_code == 404
        assert client.get(f"/videos/characters/{character['id']}").json() == character
        create(client, "d")
        assert prompts(client) == ["d", "c", "b", "a"]
        server.advance(90)
        failed = before["data"][1]["id"]
        assert client.get(f"/videos/{failed}").json()["error"]["code"] == "no_more"
        server.reset()
        assert prompts(client) == []
    with served(db) as (_, client):
        assert prompts(client) == []


def test_without_a_file_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with served(None) as (_, client):
        create(client, "a")
    with served(None) as (_, client):
        assert prompts(client) == []
    assert list(tmp_path.iterdir()) == []


def test_no_acknowledged_job_is_lost_when_the_server_is_killed(db: Path) -> None:
    """A handful of the trials of `make durability`."""
    known: set[str] = set()
    for _ in range(2):
        assert durability.trial(db, known)
    with pytest.raises(durability.Lost, match=r"1 of .* acknowledged jobs are lost, such as video_0"):
        durability.trial(db, {*known, "video_0"})


def test_a_second_server_is_refused_and_says_why(db: Path) -> None:
    with served(db) as (_, client):
        with pytest.raises(SettingsError, match=r"in use by another server; .* script, journal, faults and clock"):
            create_app(MockSettings(db=db))
        done = subprocess.run([*MODULE, "--port", "0", "--db", str(db)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"openai-videos-mock: error: {db} is in use by another server; ")
        create(client, "a")
    with served(db) as (_, client):
        assert prompts(client) == ["a"]


def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    text, other, newer = tmp_path / "notes.txt", tmp_path / "other.sqlite", tmp_path / "newer.sqlite"
    text.write_text("Nobody should lose this. " * 100)
    with served(newer):
        pass
    for path, statement in ((other, "CREATE TABLE mine (a)"), (newer, "PRAGMA user_version = 99")):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.close()
    reasons = {
        text: "file is not a database",
        other: "is a database of something else",
        newer: "is of version 99, and this server knows version 1",
        tmp_path: "unable to open database file",
        tmp_path / "no" / "folder": "unable to open database file",
    }
    for path, reason in reasons.items():
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(SettingsError, match=reason):
            create_app(MockSettings(db=path))
        assert (path.read_bytes() if path.is_file() else b"") == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["newer.sqlite", "notes.txt", "other.sqlite"]


def test_no_name_of_a_file_is_special(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with served(Path(":memory:")) as (_, client):
        create(client, "a")
    with served(Path(":memory:")) as (_, client):
        assert prompts(client) == ["a"]


def test_a_clock_goes_on_where_the_one_before_it_was(db: Path) -> None:
    with served(db) as (server, client):
        video = create(client, "a")
        server.clock.advance(10)
        before = client.get(f"/videos/{video}").json()
        assert before["status"] == "completed"
    with served(db) as (server, client):
        assert client.get(f"/videos/{video}").json() == before
        now = server.now()
    with served(db, clock=RunningClock(1000)) as (server, client):
        assert client.get(f"/videos/{video}").json() == before
        latest = server.now()
        assert latest >= now
    with served(db, clock=RunningClock(1000)) as (server, _):
        assert server.now() >= latest
    with pytest.raises(SettingsError, match=r"the clock is .* seconds behind the database, and cannot be moved"):
        create_app(MockSettings(db=db, clock=lambda: 0.0))


def test_a_seed_gives_no_name_twice(db: Path) -> None:
    with served(db, seed="s") as (_, client):
        first = [create(client, "a") for _ in range(2)]
    with served(db, seed="s") as (_, client):
        assert len({*first, create(client, "a")}) == 3


def test_ids_of_another_form_are_known_after_a_restart(db: Path) -> None:
    with served(db, variants="ids-uuid") as (_, client):
        video = create(client, "a")
    with served(db, variants="ids-uuid") as (_, client):
        assert client.get(f"/videos/{video}").json()["prompt"] == "a"


@pytest.mark.parametrize("kept", [True, False])
def test_records_are_removed_when_their_time_is_over(db: Path, kept: bool) -> None:
    settings = {"record_seconds": 100, "fixtures": "docs"}
    with served(db if kept else None, script=[{"prompt": "b", "in_progress": 50}], **settings) as (server, client):
        form: dict[str, Any] = {"data": {"name": "Ada"}, "files": {"video": ("v.mp4", b"x")}}
        character = client.post("/videos/characters", **form).json()["id"]
        first, second = create(client, "a"), create(client, "b")
        server.advance(109)
        assert [client.get(f"/videos/{each}").status_code for each in (first, second)] == [200, 200]
        server.advance(1)
        assert [client.get(f"/videos/{each}").status_code for each in (first, second)] == [404, 200]
        assert prompts(client) == ["b", "A cat plays the piano"]
        assert client.get(f"/videos/characters/{character}").status_code == 404
        assert client.get("/videos/characters/char_123").status_code == 200
        server.advance(40)
        assert prompts(client) == ["A cat plays the piano"]
    if kept:
        connection = sqlite3.connect(db)
        assert connection.execute("SELECT id FROM job").fetchall() == [("video_123",)]
        connection.close()


def test_each_key_has_its_own_after_a_restart_and_no_key_is_in_the_file(db: Path) -> None:
    with served(db, tenants=True) as (_, client):
        create(client, "a", headers=ADA)
        create(client, "b", headers=BOB)
    content = b"".join(path.read_bytes() for path in db.parent.iterdir())
    assert b"ada" not in content
    with served(db, tenants=True) as (server, client):
        assert (prompts(client, headers=ADA), prompts(client, headers=BOB)) == (["a"], ["b"])
        server.reset()
    with served(db, tenants=True) as (_, client):
        assert prompts(client, headers=ADA) == []


def test_so_many_keys_and_no_more(db: Path) -> None:
    with served(None, tenants=True, fixtures="docs", record_seconds=1) as (server, client):
        for number in range(1000):
            create(client, "x", headers={"Authorization": f"Bearer {number}"})
        refused = client.post("/videos", json={"prompt": "x"}, headers=ADA)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "too_many_keys")
        assert prompts(client, headers={"Authorization": "Bearer 7"})[0] == "x"
        server.advance(12)
        for number in range(1100):
            assert len(prompts(client, headers={"Authorization": f"Bearer new {number}"})) == 1


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits another process")
def test_a_job_that_cannot_be_kept_is_not_acknowledged(db: Path) -> None:
    with subprocess.Popen([*MODULE, "--port", "0", "--db", str(db)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = READY.fullmatch(process.stdout.readline())
        assert ready
        kept = httpx.post(f"{ready[1]}/videos", json={"prompt": "x"}).json()["id"]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1000, 1000))
        refused = httpx.post(f"{ready[1]}/videos", json={"prompt": "x"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (500, "database_failed")
        assert [video["id"] for video in httpx.get(f"{ready[1]}/videos").json()["data"]] == [kept]
        process.send_signal(signal.SIGKILL)
    with served(db, clock=RunningClock()) as (_, client):
        assert [video["id"] for video in client.get("/videos").json()["data"]] == [kept]
