"""Servers on real sockets, and a client that holds every answer against `openapi.yaml`.

The judge here shares no code with the server: it reads the document itself.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yaml
from openai_videos_mock import ManualClock, MockSettings, VideosServer, serve

MODULE = [sys.executable, "-m", "openai_videos_mock"]
READY = re.compile(r"openai-videos-mock listening on (http://\S+)\n")
_ERROR_KEYS = {"message", "type", "param", "code"}
_VIDEO_KEYS = {
    "id",
    "object",
    "created_at",
    "completed_at",
    "expires_at",
    "status",
    "progress",
    "error",
    "model",
    "prompt",
    "remixed_from_video_id",
    "seconds",
    "size",
}


@cache
def _document() -> dict[str, Any]:
    path = Path(__file__).parents[2] / "openapi.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


@cache
def _validator(pointer: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for({"$ref": f"#{pointer}", **_document()})


def _declared_responses(method: str, path: str) -> dict[str, Any] | None:
    templates = sorted(_document()["paths"].items(), key=lambda item: item[0].count("{"))
    for template, operations in templates:
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method in operations:
            responses: dict[str, Any] = operations[method]["responses"]
            return responses
    return None


def check_response(response: httpx.Response, base_path: str = "/v1") -> None:
    """Fail unless the contract declares this answer."""
    request = response.request
    response.read()
    assert re.fullmatch(r"req_[0-9a-f]{32}", response.headers["x-request-id"])
    media_type = response.headers["content-type"].partition(";")[0]
    if request.method == "HEAD":
        assert response.content == b""
        return
    if response.status_code >= 400:
        assert media_type == "application/json"
        assert set(response.json()["error"]) == _ERROR_KEYS
        _validator("/components/schemas/ErrorResponse").validate(response.json())
        return
    method = request.method.lower()
    responses = _declared_responses(method, request.url.path.removeprefix(base_path))
    assert responses, f"the contract has no {request.method} {request.url.path}"
    status = "200" if response.status_code == 206 else str(response.status_code)
    declared = responses[status]
    if "$ref" in declared:
        declared = _document()["components"]["responses"][declared["$ref"].rpartition("/")[2]]
    if media_type == "multipart/byteranges":
        return
    schema = declared["content"][media_type]["schema"]
    if media_type == "application/json":
        _validator(schema["$ref"].removeprefix("#")).validate(response.json())
        for item in response.json().get("data", [response.json()]):
            assert item.get("object") != "video" or set(item) == _VIDEO_KEYS


def _judging_client(url: str, base_path: str = "/v1") -> httpx.Client:
    def check(response: httpx.Response) -> None:
        check_response(response, base_path)

    return httpx.Client(base_url=url, event_hooks={"response": [check]}, timeout=30)


@contextmanager
def started(*options: str, stop: signal.Signals = signal.SIGTERM) -> Iterator[tuple[str, int]]:
    """Run the command; answer its URL and process id; see that it ends well."""
    command = [*MODULE, "--port", "0", *options]
    # Unbuffered output would hide a line that is printed but not sent.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            ready = READY.fullmatch(process.stdout.readline())
            assert ready
            yield ready[1], process.pid
            process.send_signal(stop)
            stdout, stderr = process.communicate(timeout=10)
            assert (process.returncode, stdout, stderr) == (0, "", "")
        finally:
            process.kill()


def peak(pid: int) -> int:
    """Tell the most memory that a process ever had, in bytes."""
    line = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert line
    return int(line[1]) * 1024


@pytest.fixture
def clock() -> ManualClock:
    """The time of the servers in this test."""
    return ManualClock()


@pytest.fixture
def connect(clock: ManualClock) -> Iterator[Callable[..., httpx.Client]]:
    """Start a server with these settings, on the test's clock, and answer a client for it."""
    with ExitStack() as stack:

        def start(**settings: Any) -> httpx.Client:
            chosen = MockSettings(**{"clock": clock, "job_seconds": 10, **settings})
            url = stack.enter_context(serve(chosen))

            return stack.enter_context(_judging_client(url, chosen.base_path))

        yield start


@pytest.fixture
def server(shared: VideosServer) -> VideosServer:
    """The `shared` server of a file of tests, with nothing in it."""
    shared.reset()
    return shared


@pytest.fixture(scope="session")
def shared_clock() -> ManualClock:
    """The time of the shared server."""
    return ManualClock()


@pytest.fixture(scope="session")
def shared_client(shared_clock: ManualClock) -> Iterator[httpx.Client]:
    """Talk to one server for all tests that do not mind each other's jobs: starting one costs more than most tests."""
    settings = MockSettings(clock=shared_clock, job_seconds=10)
    with serve(settings) as url, _judging_client(url) as client:
        yield client


@pytest.fixture
def client(connect: Callable[..., httpx.Client]) -> httpx.Client:
    """Talk to a server whose jobs take ten seconds of the test's clock."""
    return connect()


@pytest.fixture
def make_video(client: httpx.Client, clock: ManualClock) -> Callable[..., dict[str, Any]]:
    """Create a video and wait until it is complete."""

    def make(**wish: str) -> dict[str, Any]:
        created = client.post("/videos", json={"prompt": "waves", **wish})
        assert created.status_code == 200, created.text
        clock.advance(10)
        video: dict[str, Any] = client.get(f"/videos/{created.json()['id']}").json()
        return video

    return make
