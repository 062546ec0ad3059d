"""What a single call can be given besides the parameters of its operation."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol, TypeAlias, TypedDict

POLL_TIMEOUT = 3600.0
"""Seconds. No job that is still alive takes longer, and some servers have states in which jobs stay for ever."""
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class NotGiven:
    """The type of `NOT_GIVEN`: None is a value too, for a timeout none at all."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


class _Timeouts(Protocol):
    """A `Timeout` of either HTTP library."""

    def as_dict(self) -> dict[str, float | None]: ...


Omit: TypeAlias = NotGiven
NOT_GIVEN: Final = NotGiven()
not_given = omit = NOT_GIVEN
ApiKey: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
TimeoutTypes: TypeAlias = float | _Timeouts | NotGiven | None
Headers: TypeAlias = Mapping[str, str | NotGiven]
Form: TypeAlias = Literal["parsed", "raw", "streamed"]
"""The forms in which answers are handed over: as the objects of the API, or as answers, read whole or not at all."""

if TYPE_CHECKING:  # Nothing looks at it while a program runs, and making it takes time.
    from typing import Required

    class RequestParts(TypedDict, total=False):
        """What a request is made of, before it is known where the server is and which key it asks for."""

        method: Required[str]
        url: Required[str]
        """The path below the base URL."""
        params: Mapping[str, Any]
        headers: Mapping[str, str | NotGiven]
        json: Any
        data: Mapping[str, Any]
        files: list[tuple[str, tuple[Any, ...]]]
        content: bytes
        timeout: TimeoutTypes
        extensions: dict[str, Any]


class RequestOptions(TypedDict, total=False):
    """The options of a request to an endpoint of a server's own."""

    headers: Headers
    params: Mapping[str, Any]
    timeout: TimeoutTypes
    max_retries: int
    idempotency_key: str


class CallOptions(NamedTuple):
    """The options of one call."""

    headers: Headers | None = None
    query: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    timeout: TimeoutTypes = NOT_GIVEN

    def apply(self, parts: RequestParts, extra: Mapping[str, Any]) -> RequestParts:
        """Add the options to the parts of a request, with `extra` as what the body gets besides."""
        if self.headers:
            parts["headers"] = merged(parts.get("headers"), self.headers)
        if self.query:
            parts["params"] = {**parts.get("params", {}), **given(self.query)}
        body = given(extra) if parts["method"] != "get" else {}
        if body and "files" in parts:
            from openai_videos_gen.types import flat, form_fields

            fields = form_fields(flat(body)) + [part for part in parts["files"] if part[0] not in body]
            # The files last, so that a server knows the rest when they arrive.
            parts["files"] = sorted(fields, key=lambda part: part[1][0] is not None)
        elif body and "data" in parts:
            parts["data"] = {**parts["data"], **body}
        elif body and "content" in parts:
            raise TypeError(f"a body of bytes has no place for {', '.join(body)}")
        elif body:
            parts["json"] = parts.get("json", {}) | body
        if not isinstance(self.timeout, NotGiven):
            parts["timeout"] = self.timeout
        return parts


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not given."""
    return {name: value for name, value in values.items() if not isinstance(value, NotGiven)}


def merged(*groups: Headers | None) -> dict[str, str | NotGiven]:
    """Put headers together; a later one takes the place of an earlier one, however they are written.

    Raises:
        TypeError: A value is no str.
        ValueError: A name or a value cannot be a header; the value is not shown, since it may be a secret.
    """
    headers: dict[str, str | NotGiven] = {}
    for name, value in (item for group in groups for item in (group or {}).items()):
        if not isinstance(value, str | NotGiven):
            raise TypeError(f"the header {name!r} must be a str, not {type(value).__name__}")
        if not _TOKEN.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a header")
        if isinstance(value, str) and not (value.isascii() and value.replace("\t", " ").isprintable()):
            raise ValueError(f"the header {name!r} holds a line end or another character that no header can carry")
        headers[name.lower()] = value
    return headers
