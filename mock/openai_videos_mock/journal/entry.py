"""An entry of the journal: one request, as it came, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

from openai_videos_mock.intercept.messages import Headers, Part, Reply, Request

_KEPT = 1024 * 1024


@frozen(kw_only=True)
class Entry:
    """A request and its answer."""

    number: int
    """From 1, in the order of arrival."""
    time: float
    """When it came, in Unix seconds of the server's clock."""
    operation: str
    """The id of the operation, or an empty string."""
    method: str
    path: str
    """Below the base path."""
    query: Mapping[str, str]
    headers: Headers
    id: str
    """The id in the path, or an empty string."""
    body: bytes = field(repr=False)
    """Its first mebibyte."""
    size: int
    """How many bytes the body had."""
    fields: Mapping[str, Any]
    """What the body holds, whichever encoding it has; a file is its first mebibyte."""
    parts: tuple[Part, ...]
    """The parts of a form."""
    status: int
    """What was answered."""
    answer: Mapping[str, Any] = field(repr=False)
    """The JSON of the answer, or nothing."""

    def header(self, name: str) -> str:
        """Find a header; give an empty string if it is not there."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    @property
    def sent(self) -> Mapping[str, Any]:
        """All that was asked for: the id in the path, the query and the fields of the body."""
        return {**({"id": self.id} if self.id else {}), **self.query, **self.fields}


def entry_of(number: int, request: Request, reply: Reply) -> Entry:
    """Write a request and its answer down."""
    return Entry(
        number=number,
        time=request.world.now(),
        operation=request.operation,
        method=request.method,
        path=request.path,
        query=request.query,
        headers=request.headers,
        id=request.id,
        body=request.body[:_KEPT],
        size=len(request.body),
        fields={name: value[:_KEPT] if isinstance(value, bytes) else value for name, value in request.fields.items()},
        parts=tuple(evolve(part, content=part.content[:_KEPT]) for part in request.parts),
        status=reply.status,
        answer=reply.document,
    )
