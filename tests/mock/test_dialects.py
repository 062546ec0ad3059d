"""Servers of the field: each does what it was seen to do, and is otherwise the server that it is made of."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from openai_videos_mock import MockSettings, SettingsError, effective, run_server
from openai_videos_mock.dialects import Dialect, Trait, dialects
from openai_videos_mock.intercept.registry import RegistryError

from .conftest import MODULE

PICTURE = ("p.png", b"\x89PNG\r\n\x1a\n", "image/png")


def create(client: httpx.Client, **wish: str) -> httpx.Response:
    """Create a video as every server here takes it: as a form with a file in it."""
    return client.post("/videos", data={"prompt": "waves", **wish}, files={"input_reference": PICTURE})


def job(client: httpx.Client, **wish: str) -> dict[str, Any]:
    video: dict[str, Any] = create(client, **wish).json()
    return video


def error(answer: httpx.Response) -> Any:
    return answer.json().get("error")


def content(client: httpx.Client, **query: str) -> httpx.Response:
    return client.get(f"/videos/{job(client)['id']}/content", params=query)


def deleted(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.delete(f"/videos/{job(client)['id']}").json()
    return answer


LOOKS: dict[str, list[tuple[Callable[[httpx.Client], Any], Any]]] = {
    "vllm-omni": [
        (lambda c: c.post("/videos", json={"prompt": "x"}).status_code, 415),
        (lambda c: job(c)["size"], None),
        (lambda c: c.get(f"/videos/{job(c, prompt='[fail]')['id']}").is_error, True),
        (lambda c: type(error(c.get("/videos/none"))["code"]), int),
        (lambda c: content(c, variant="thumbnail").headers["content-type"], "video/mp4"),
        (lambda c: c.post("/videos/x/remix", json={"prompt": "x"}).status_code, 404),
    ],
    "sglang": [
        (lambda c: deleted(c)["status"], "deleted"),
        (lambda c: content(c, variant="video").status_code, 404),
        (lambda c: set(c.get("/videos/none").json()), {"detail"}),
    ],
    "fastvideo": [
        (lambda c: (job(c), "last_id" in c.get("/videos").json())[1], False),
        (lambda c: (job(c), job(c), len(c.get("/videos?limit=1").json()["data"]) > 1)[2], True),
    ],
    "tensorrt-llm": [
        (lambda c: create(c).status_code, 202),
        (lambda c: type(job(c, prompt="[fail]")["error"]), str),
        (lambda c: create(c, wobble="8").status_code, 422),
        (lambda c: set(deleted(c)), {"deleted"}),
    ],
    "litellm": [
        (lambda c: len(job(c)["id"]) > 100, True),
        (lambda c: c.delete(f"/videos/{job(c)['id']}").status_code, 405),
    ],
    "qvac": [
        (
            lambda c: (
                c.request("DELETE", f"/videos/{job(c)['id']}", headers={"Content-Type": "application/json"}).status_code
            ),
            400,
        ),
    ],
    "azure": [
        (lambda c: c.base_url.path, "/openai/v1/"),
        (
            lambda c: [create(c, size=size).status_code for size in ("1280x720", "1792x1024", "1024x1792")],
            [200, 400, 400],
        ),
        (lambda c: set(error(c.get("/videos/none"))), {"code", "message"}),
        (lambda c: job(c)["expires_at"] - job(c)["created_at"], 24 * 3600),
    ],
    "new-api": [
        (lambda c: job(c, prompt="x [mock: stall=0]")["status"], "unknown"),
    ],
    "openrouter": [
        (lambda c: c.base_url.path, "/api/v1/"),
        (lambda c: [c.get("/videos").status_code, c.delete("/videos/x").status_code], [404, 404]),
        (lambda c: job(c, prompt="x [mock: stall=0]")["status"], "pending"),
        (lambda c: "object" in job(c), False),
        (lambda c: content(c).status_code, 200),
    ],
}


@pytest.mark.parametrize("name", dialects())
def test_a_server_does_what_it_was_seen_to_do(name: str) -> None:
    with run_server(MockSettings(dialect=name, job_seconds=0)) as server, server.http_client() as client:
        for look, expected in LOOKS[name]:
            assert look(client) == expected


@pytest.mark.parametrize("name", dialects())
def test_settings_become_a_dialect_once(name: str) -> None:
    settings = effective(MockSettings(dialect=name, script=[{"on": "list", "delay": 1}], faults="video-size-null=once"))
    assert effective(settings) == settings
    assert settings.script[0].delay == 1
    assert [fault for fault in settings.faults if fault.startswith("video-size-null")] == ["video-size-null=once"]
    assert len(settings.faults) + len(settings.variants) + len(settings.script) >= len(dialects()[name].traits)


def test_a_server_that_nobody_looked_at() -> None:
    with pytest.raises(SettingsError, match="there are: vllm-omni, sglang"):
        effective(MockSettings(dialect="sora"))
    with pytest.raises(
        RegistryError, match=r"test_dialects\.py:\d+: there is no fault and no variant 'core-onli'.*core-only"
    ):
        Dialect("x", "A server.", (Trait("It does something.", "core-onli"),))
    done = subprocess.run([*MODULE, "--as", "sora"], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_command_lists_what_each_server_does() -> None:
    done = subprocess.run([*MODULE, "--list-servers"], capture_output=True, text=True, timeout=20, check=True)
    assert len(done.stdout.splitlines()) == sum(1 + len(dialect.traits) for dialect in dialects().values())
