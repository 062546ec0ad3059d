"""A server made of a contract: it takes requests apart as the contract says, and answers with what fits."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

import httpx
from attrs import field, frozen

if TYPE_CHECKING:
    from drawn.values import Values

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")


@frozen
class Seen:
    """A request as the contract reads it."""

    operation: str
    path: dict[str, str]
    query: list[tuple[str, str]]
    headers: httpx.Headers
    media: str
    body: Any


@frozen
class Server:
    """Answers each request with a value of its own, and keeps both."""

    values: Values
    seen: list[Seen] = field(factory=list)
    sent: list[Any] = field(factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request; 404 for what the contract does not have."""
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/v1")
        best: tuple[int, Mapping[str, Any], dict[str, str]] | None = None
        for template, item in self.values.spec["paths"].items():
            names = re.findall(r"{([^}]+)}", template)
            pattern = re.sub(r"\\{[^}]+\\}", "([^/]+)", re.escape(template))
            match = re.fullmatch(pattern, path)
            operation = item.get(request.method.lower())
            if match and operation and (best is None or len(names) < best[0]):
                found = dict(zip(names, map(unquote, match.groups()), strict=True))
                best = len(names), operation, found
        if best is None:
            return httpx.Response(404, json={"error": {"message": f"no {request.method} {path}"}})
        _, operation, parts = best
        media = request.headers.get("content-type", "")
        query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
        body = _body(media, request.content)
        self.seen.append(Seen(operation["operationId"], parts, query, request.headers, media.partition(";")[0], body))
        return self._respond(operation)

    def _respond(self, operation: Mapping[str, Any]) -> httpx.Response:
        status, response = next((key, one) for key, one in operation["responses"].items() if key[0] == "2")
        code = 200 if status.upper() == "2XX" else int(status)
        content = self.values.followed(response).get("content", {})
        if not content:
            self.sent.append(None)
            return httpx.Response(code)
        media, node = next(iter(content.items()))
        value = self.values.drawn(node["schema"])
        self.sent.append(value)
        if isinstance(value, bytes):
            return httpx.Response(code, content=value, headers={"content-type": media})
        if "json" not in media:
            return httpx.Response(code, text=value, headers={"content-type": f"{media}; charset=utf-8"})
        return httpx.Response(code, content=json.dumps(value).encode(), headers={"content-type": media})


def _body(media: str, content: bytes) -> Any:
    kind = media.partition(";")[0]
    if kind.endswith("json"):
        return json.loads(content)
    if kind == "application/x-www-form-urlencoded":
        return parse_qsl(content.decode(), keep_blank_values=True)
    if kind != "multipart/form-data":
        return content
    head = f"content-type: {media}\r\n\r\n".encode()
    message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
    parts = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        parts.append((str(name), part.get_filename(), part.get_content_type(), part.get_payload(decode=True)))
    return parts
