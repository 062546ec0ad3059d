"""What the tests of the client share: a wire to look at, and one way to call both clients."""

from __future__ import annotations

import asyncio
import email
import email.policy
import inspect
import json
from collections.abc import Callable
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
    """Both clients on a wire that is made of prepared answers; without any, each request is answered with a video."""

    asynchronous: bool
    answers: list[Answer] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200, json=VIDEO)
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, httpx.Response):
            return answer(request)
        # A copy, since a response can be read by one kind of client only.
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def run(self, use: Callable[[Any], Any]) -> Any:
        """Give a client to a function, and await what that gives if need be."""
        settings: dict[str, Any] = {"base_url": BASE_URL, "api_key": "key", "max_retries": 0} | self.options
        transport = httpx.MockTransport(self.handle)
        if not self.asynchronous:
            with httpx.Client(transport=transport) as http, Client(http_client=http, **settings) as client:
                return use(client)

        async def main() -> Any:
            async with (
                httpx.AsyncClient(transport=transport) as http,
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


def _part(part: EmailMessage) -> Part:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    name = part.get_param("name", header="content-disposition")
    content_type = part.get_content_type() if "content-type" in part else None
    return Part(str(name), part.get_filename(), content_type, content)


@pytest.fixture(params=["sync", "async"])
def api(request: pytest.FixtureRequest) -> Api:
    return Api(asynchronous=request.param == "async")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
