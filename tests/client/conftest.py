"""What the tests of the client share: a wire to look at, and one way to call both clients."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import importlib
import inspect
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai_videos import AsyncClient, Client

ROOT = Path(__file__).resolve().parents[2]
BASE_URL = "http://videos.test/v1"

VIDEO: dict[str, Any] = {
    "id": "video_123",
    "completed_at": None,
    "created_at": 1712697600,
    "error": None,
    "expires_at": None,
    "model": "sora-2",
    "object": "video",
    "progress": 0,
    "prompt": "x",
    "remixed_from_video_id": None,
    "seconds": "4",
    "size": "720x1280",
    "status": "queued",
}

VIDEO_ANSWER = httpx.Response(200, json=VIDEO)
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


@dataclass
class Part:
    """One part of a multipart body, as it was on the wire."""

    name: str
    filename: str | None
    content_type: str | None
    content: bytes


@dataclass
class Api:
    """Both clients, on either HTTP library, and on a wire that is made of prepared answers.

    Without any, each request is answered with a video, and a download with some bytes.
    Answers are written in terms of httpx, whichever runs.
    """

    asynchronous: bool
    library: Any
    answers: list[Answer] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    def handle(self, request: Any) -> Any:
        self.requests.append(request)
        usual = httpx.Response(200, content=b"data") if request.url.path.endswith("/content") else VIDEO_ANSWER
        answer = self.answers.pop(0) if self.answers else usual
        with translated(self.library):
            if isinstance(answer, Exception):
                raise answer
            made = answer if isinstance(answer, httpx.Response) else answer(request)
        # A copy, since a response can be read by one kind of client only.
        if isinstance(made.stream, httpx.ByteStream):
            body: dict[str, Any] = {"content": made.content}
        else:
            body = {"stream": _stream(self.library, made.stream)}
        return self.library.Response(made.status_code, headers=made.headers.raw, **body)

    def run(self, use: Callable[[Any], Any]) -> Any:
        """Give a client to a function, and await what that gives if need be."""
        settings: dict[str, Any] = {"base_url": BASE_URL, "api_key": "key", "max_retries": 0} | self.options
        transport = self.library.MockTransport(self.handle)
        if not self.asynchronous:
            with self.library.Client(transport=transport) as http, Client(http_client=http, **settings) as client:
                return use(client)

        async def main() -> Any:
            async with (
                self.library.AsyncClient(transport=transport) as http,
                AsyncClient(http_client=http, **settings) as client,
            ):
                result = use(client)
                return await result if inspect.isawaitable(result) else result

        return asyncio.run(main())

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        return self.run(lambda client: getattr(client.videos, method)(*arguments, **options))

    def json(self) -> Any:
        assert self.requests[-1].headers["content-type"] == "application/json"
        return json.loads(self.requests[-1].content)

    def parts(self) -> list[Part]:
        request = self.requests[-1]
        assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + request.content, policy=email.policy.HTTP)
        return [_part(part) for part in message.iter_parts() if isinstance(part, EmailMessage)]


@contextlib.contextmanager
def translated(library: Any) -> Iterator[None]:
    """Raise what httpx has a name for as the other library names it."""
    try:
        yield
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise getattr(library, type(error).__name__)(str(error)) from None


def _stream(library: Any, stream: Any) -> Any:
    class Stream(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            with translated(library):
                yield from stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            with translated(library):
                async for chunk in stream:
                    yield chunk

    return Stream()


def _part(part: EmailMessage) -> Part:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    name = part.get_param("name", header="content-disposition")
    content_type = part.get_content_type() if "content-type" in part else None
    return Part(str(name), part.get_filename(), content_type, content)


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The HTTP library that clients find; httpx2 is used wherever it is installed."""
    if request.param == "httpx":
        monkeypatch.setitem(sys.modules, "httpx2", None)
    return importlib.import_module(request.param)


@pytest.fixture(params=["sync", "async"])
def api(request: pytest.FixtureRequest, library: Any) -> Api:
    return Api(request.param == "async", library)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_LOG"):
        monkeypatch.delenv(name, raising=False)
