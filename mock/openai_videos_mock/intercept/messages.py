"""Messages: a whole request and a whole answer, as what stands between sees and makes them."""

from __future__ import annotations

import email
import json
import re
from asyncio import Transport
from collections.abc import Awaitable, Callable, Collection, Mapping
from email.policy import HTTP
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode

from attrs import evolve, field, frozen

from openai_videos_mock.contract.document import load_contract
from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.server.json_text import parse_json
from openai_videos_mock.server.world import World

Headers: TypeAlias = tuple[tuple[str, str], ...]
Video: TypeAlias = dict[str, Any]
JSON = "application/json"


@frozen
class Part:
    """A part of a form."""

    name: str
    filename: str | None
    """None for a field that is text."""
    media_type: str
    content: bytes = field(repr=False)


@frozen(kw_only=True)
class Request:
    """A request. `path` begins below the base path; `memory` belongs to the fault that looks at it."""

    method: str
    path: str
    query_string: str
    headers: Headers
    body: bytes
    world: World = field(eq=False)
    memory: dict[str, Any] = field(eq=False)
    transport: Transport | None = field(default=None, eq=False)
    """The connection, where there is one."""

    async def wait(self, seconds: float) -> None:
        """Wait until so much of the server's time has passed, or the client has left."""
        await self.world.wait(seconds, self.transport.is_closing if self.transport else bool)

    @property
    def operation(self) -> str:
        """The operation of the contract that is meant, or an empty string."""
        return _meant(self.method, self.path)[0]

    @property
    def id(self) -> str:
        """The id in the path, or an empty string where the operation has none."""
        return _meant(self.method, self.path)[1]

    @property
    def query(self) -> Mapping[str, str]:
        """The query parameters."""
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    def header(self, name: str) -> str:
        """Find a header; give an empty string if it is not there."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def is_form(self) -> bool:
        """Whether the body claims to be multipart."""
        return self.header("content-type").startswith("multipart/")

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the body, whichever encoding it has; a file is bytes. None, where the server will refuse it."""
        if not self.is_form:
            try:
                return dict(parse_json(self.body))
            except ApiError:
                return {}
        return {
            part.name: part.content.decode("utf-8", "replace") if part.filename is None else part.content
            for part in self.parts
        }

    @property
    def parts(self) -> list[Part]:
        """The parts of a form, in their order."""
        if not self.is_form:
            return []
        head = f"Content-Type: {self.header('content-type')}\r\n\r\n".encode()
        message = email.message_from_bytes(head + self.body, policy=HTTP)
        parts = []
        for part in message.iter_parts() if message.is_multipart() else ():
            payload = part.get_payload(decode=True)
            content = payload if isinstance(payload, bytes) else b""
            name = str(part.get_param("name", header="content-disposition"))
            parts.append(Part(name, part.get_filename(), part.get_content_type(), content))
        return parts

    def with_query(self, **changes: str | None) -> Request:
        """Make the same request with other query parameters; None takes one out."""
        query = {**self.query, **changes}
        return evolve(self, query_string=urlencode({k: v for k, v in query.items() if v is not None}))

    def without(self, *names: str) -> Request:
        """Make the same request without some headers."""
        return evolve(self, headers=_without(self.headers, names))

    def keyed(self) -> Request:
        """Make the same request with the key of the server."""
        key = ("authorization", f"Bearer {self.world.settings.api_key}")
        return evolve(self, headers=(*_without(self.headers, ("authorization",)), key))

    def at(self, path: str, method: str = "GET", **document: Any) -> Request:
        """Make another request of the same caller, with a JSON body where fields are given."""
        headers = tuple((k, v) for k, v in self.headers if k in ("host", "authorization", "accept"))
        body = json.dumps(document).encode() if document else b""
        headers = (*headers, ("content-type", JSON)) if document else headers
        return evolve(self, method=method, path=path, query_string="", headers=headers, body=body)


@frozen(kw_only=True)
class Reply:
    """An answer. `delivery` is how it goes over the wire, if not as it should."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    delivery: Delivery | None = None

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object, or an empty one."""
        return _object(self.body)

    @property
    def media_type(self) -> str:
        """What the body is."""
        return next((value for key, value in self.headers if key == "content-type"), "")

    def without(self, *names: str) -> Reply:
        """Make the same answer without some headers."""
        return evolve(self, headers=_without(self.headers, names))

    def with_json(self, document: Any, *, status: int | None = None) -> Reply:
        """Make the same answer with another JSON body."""
        return self.with_body(json.dumps(document).encode(), JSON, status=status)

    def with_body(self, body: bytes, media_type: str, *, status: int | None = None) -> Reply:
        """Make the same answer with another body; an empty media type is none."""
        headers = _without(self.headers, ("content-type", "content-length", "etag"))
        headers = (*headers, ("content-type", media_type)) if media_type else headers
        return evolve(self, status=status or self.status, headers=headers, body=body)


Delivery: TypeAlias = Callable[[Transport, Reply], Awaitable[None]]
"""Brings an answer over the wire, by hand."""
Proceed: TypeAlias = Callable[[Request], Awaitable[Reply]]
Act: TypeAlias = Callable[[Request, Proceed], Awaitable[Reply]]
"""A fault stands between the client and the server: it may change, replace, repeat or withhold what passes."""


def refusal(status: int, message: str = "refused by a fault") -> Reply:
    """Make an error as the contract wants it."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    envelope = {"message": message, "type": kind, "param": None, "code": None}
    return Reply(status=status).with_json({"error": envelope})


def _without(headers: Headers, names: Collection[str]) -> Headers:
    return tuple((key, value) for key, value in headers if key not in names)


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _meant(method: str, path: str) -> tuple[str, str]:
    for operation, expected, template in _templates():
        if method == expected and (match := template.fullmatch(path)):
            return operation, "".join(match.groups())
    return "", ""


@cache
def _templates() -> list[tuple[str, str, re.Pattern[str]]]:
    operations = sorted(load_contract().operations.values(), key=lambda each: each.path.count("{"))
    return [(each.id, each.method, re.compile(re.sub(r"\{\w+\}", "([^/]+)", each.path))) for each in operations]
