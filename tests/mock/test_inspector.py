"""The page at `/` and what it lives on: who gets it, what a browser may do with it, and the commands it gives.

How it looks and what a click does is tested in a browser, by tests/browser.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openai_videos_mock import ManualClock, MockSettings, VideosServer, run_server, serve

FILES = ["/", "/-/inspector.css", "/-/inspector.js"]


@pytest.fixture(scope="module")
def shared() -> Iterator[VideosServer]:
    with run_server(MockSettings(clock=ManualClock(), job_seconds=10, control=True, tenants=True)) as server:
        yield server


@pytest.fixture
def http(server: VideosServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url.removesuffix("/v1")) as client:
        yield client


def commands(http: httpx.Client) -> list[str]:
    return [each["curl"] for each in http.get("/-/journal").json()["requests"]]


def arguments(command: str) -> list[str]:
    """Let a shell take a command apart, in which `curl` writes down what it was given."""
    script = f'curl() {{ printf "%s\\0" "$@"; }}\nOPENAI_API_KEY=the-key\n{command}'
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=30, check=True)
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@pytest.mark.parametrize("path", FILES)
def test_the_page_runs_nothing_but_its_own_script(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert not re.search(r"unsafe|https?:|\*", policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"https?://|<style|style=|\son\w+=", answer.text)


def test_the_page_is_there_when_the_control_is(http: httpx.Client) -> None:
    assert http.head("/").status_code == 200
    assert http.post("/").status_code == 404
    with serve() as url:
        assert httpx.get(url.removesuffix("/v1")).status_code == 404


def test_what_the_page_asks_for_may_come_from_it_and_from_no_other(http: httpx.Client) -> None:
    own = f"http://{http.base_url.netloc.decode()}"
    same = {"Sec-Fetch-Site": "same-origin"}
    assert http.post("/-/reset", headers={"Origin": own, **same}).status_code == 200
    assert http.get("/-/state", headers=same).status_code == 200
    strangers = [
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": own.replace("http:", "https:")},
        {"Origin": "null"},
        {"Origin": f"{own}.evil.test"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.test", "Origin": "http://evil.test", **same},
    ]
    for headers in strangers:
        assert (headers, http.post("/-/reset", headers=headers).status_code) == (headers, 403)
    assert http.get("/", headers={"Host": "evil.test"}).status_code == 403
    assert http.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_with_a_token_the_page_is_there_and_what_it_shows_is_not() -> None:
    with serve(MockSettings(control=True, control_token="s3cret")) as url:
        home = url.removesuffix("/v1")
        assert [httpx.get(home + path, headers={"Host": "box.test"}).status_code for path in FILES] == [200] * 3
        for path in ("state", "journal", "jobs/video_123/video", "faults/catalogue"):
            assert httpx.get(f"{home}/-/{path}").status_code == 401


def test_files_of_a_job_are_shown_and_no_request_is_written_down(server: VideosServer, http: httpx.Client) -> None:
    with server.http_client() as client:
        video = client.post("/videos", json={"prompt": "waves"}).json()["id"]
        assert http.get(f"/-/jobs/{video}/video").json()["error"]["code"] == "video_not_ready"
        server.advance(10)
        for file, media_type in (("video", "video/mp4"), ("thumbnail", "image/webp"), ("spritesheet", "image/jpeg")):
            answer = http.get(f"/-/jobs/{video}/{file}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.content == client.get(f"/videos/{video}/content", params={"variant": file}).content
    assert http.get(f"/-/jobs/{video}/poster").status_code == 404
    assert http.get("/-/jobs/video_0/video").json()["error"]["code"] == "video_not_found"
    assert len(server.requests) == 4


def test_of_many_the_newest_are_shown(server: VideosServer, http: httpx.Client) -> None:
    with server.http_client() as client:
        for number in range(3):
            client.post("/videos", json={"prompt": str(number)})
    for limit, prompts in ((None, ["0", "1", "2"]), (2, ["1", "2"]), (0, []), (9, ["0", "1", "2"])):
        params = {} if limit is None else {"limit": limit}
        state = http.get("/-/state", params=params).json()
        assert ([job["prompt"] for job in state["jobs"]], state["requests"]) == (prompts, 3)
        shown = http.get("/-/journal", params=params).json()["requests"]
        assert [each["fields"]["prompt"] for each in shown] == prompts
    for wrong in ("", "-1", "x", "1" * 50, "\u0663"):
        assert http.get("/-/state", params={"limit": wrong}).status_code == 400


def test_one_more_fault_is_switched_on(http: httpx.Client) -> None:
    known = http.get("/-/faults/catalogue").json()["faults"]
    assert {"name", "breaks", "behaviour"} == set(known[0])
    http.post("/-/faults", json=known[0]["name"])
    faults = http.post("/-/faults", json="list-limit-ignored=once").json()["faults"]
    assert [(each["name"], each["left"]) for each in faults] == [(known[0]["name"], None), ("list-limit-ignored", 1)]
    for wrong in ("no-such", ["list-limit-ignored"], 1, None):
        assert http.post("/-/faults", json=wrong).status_code == 400
    http.delete("/-/faults")


def test_a_command_sends_json_again(http: httpx.Client, server: VideosServer) -> None:
    body = '{"prompt": "it\'s $HOME `id` \\" \N{SNOWMAN}; rm"}'
    headers = {"Authorization": "Bearer secret", "Content-Type": "application/json", "X-Empty": ""}
    http.post("/v1/videos", content=body.encode(), headers=headers)
    (command,) = commands(http)
    assert "secret" not in command
    assert arguments(command) == [
        *("-sS", "-i", "-X", "POST", f"{server.url}/videos"),
        *("-H", "authorization: Bearer the-key", "-H", "content-type: application/json", "-H", "x-empty;"),
        *("--data-raw", body),
    ]


def test_a_command_sends_a_form_again(http: httpx.Client) -> None:
    files = {"input_reference": ("../../a b.png", b"\x89PNG", "image/png")}
    http.post("/v1/videos", data={"prompt": "@/etc/passwd;type=text/html"}, files=files, headers={"api-key": "secret"})
    (command,) = commands(http)
    assert arguments(command)[5:] == [
        *("-H", "api-key: the-key"),
        *("--form-string", "prompt=@/etc/passwd;type=text/html"),
        *("-F", 'input_reference=@"a b.png";type=image/png'),
    ]


@pytest.mark.parametrize(
    ("content", "end"),
    [
        (b"\x1b[201~rm -rf /\r\n'\\\x9b", ["--data-raw", "\x1b[201~rm -rf /\r\n'\\\udc9b"]),
        (b"a\0b", ["--data-binary", "@body-of-3-bytes"]),
        (b"x" * 20_000, ["--data-binary", "@body-of-20000-bytes"]),
        (b"", []),
    ],
)
def test_a_terminal_sees_no_control_characters(http: httpx.Client, content: bytes, end: list[str]) -> None:
    http.post("/v1/videos", content=content)
    (command,) = commands(http)
    assert re.fullmatch(r"[ -~\n]*", command)
    assert arguments(command)[5:] == (["-H", "content-type:", *end] if content else [])


@pytest.mark.parametrize("target", ["/v1/videos?after=%27%3Bid+%24%28id%29&limit=3", "/v1/videos/%27%3B%60id%60"])
def test_an_address_stays_one_word(http: httpx.Client, target: str) -> None:
    http.get(target)
    (command,) = commands(http)
    url = arguments(command)[4]
    assert httpx.URL(url) == http.base_url.join(target)


def test_a_command_says_what_curl_would_not(server: VideosServer, http: httpx.Client) -> None:
    parts: dict[str, Any] = {"a=b": (None, b"x")}
    http.post("/v1/videos", files=parts)
    (command,) = commands(http)
    assert "--data-raw" in command
    assert "content-type: multipart/form-data; boundary=" in command
