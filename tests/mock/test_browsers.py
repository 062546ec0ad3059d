"""Pages in a browser: they may use the API where that was asked for, and not the control path."""

from __future__ import annotations

import subprocess

import httpx
import pytest
from openai_videos_mock import MockSettings, serve

from .conftest import MODULE

PAGE = "https://page.test"


def preflight(url: str, method: str, headers: str) -> httpx.Response:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return httpx.options(url, headers=asked)


@pytest.mark.parametrize("settings", [{}, {"faults": ("video-size-null",)}, {"api_key": "k"}])
def test_a_page_may_use_the_api_where_that_was_asked_for(settings: dict[str, object]) -> None:
    with serve(MockSettings(cors=True, fixtures="docs", **settings)) as url:  # type: ignore[arg-type]
        for method, path in (
            ("POST", "/videos"),
            ("GET", "/videos/video_123/content"),
            ("DELETE", "/videos/video_123"),
        ):
            allowed = preflight(url + path, method, "authorization,content-type,range,x-of-my-own")
            assert allowed.status_code == 200
            assert allowed.headers["access-control-allow-origin"] == "*"
            assert method in allowed.headers["access-control-allow-methods"]
            names = allowed.headers["access-control-allow-headers"].lower().replace(" ", "").split(",")
            assert {"authorization", "content-type", "range", "x-of-my-own"} <= set(names)
        headers = {"Origin": PAGE, "Authorization": "Bearer k", "Range": "bytes=0-9"}
        part = httpx.get(f"{url}/videos/video_123/content", headers=headers)
        assert (part.status_code, len(part.content)) == (206, 10)
        assert part.headers["access-control-allow-origin"] == "*"
        exposed = part.headers["access-control-expose-headers"].replace(" ", "").split(",")
        assert {"content-range", "etag", "x-request-id", "*"} <= set(exposed)
        # Refusals can be read too.
        assert httpx.get(f"{url}/videos/none", headers={"Origin": PAGE}).headers["access-control-allow-origin"] == "*"


def test_no_page_may_otherwise() -> None:
    with serve() as url:
        assert preflight(f"{url}/videos", "POST", "content-type").status_code == 405
        assert "access-control-allow-origin" not in httpx.get(f"{url}/videos", headers={"Origin": PAGE}).headers


def test_no_page_reaches_the_control() -> None:
    with serve(MockSettings(cors=True, control=True)) as url:
        answer = httpx.post(str(httpx.URL(url).copy_with(path="/-/reset")), headers={"Origin": PAGE})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("options", "warns"), [(["--host", "0.0.0.0"], True), (["--host", "0.0.0.0", "--api-key", "k"], False), ([], False)]
)
def test_a_server_that_is_open_to_everyone_says_so(options: list[str], warns: bool) -> None:
    with subprocess.Popen([*MODULE, "--port", "0", *options], stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout is not None
        assert "listening on" in process.stdout.readline()
        process.terminate()
        _, stderr = process.communicate(timeout=20)
    assert ("--api-key asks for a key" in stderr, stderr.count("\n")) == (warns, int(warns))
