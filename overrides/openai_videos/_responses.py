"""Answers as they came, beside the objects that they are made into."""

from __future__ import annotations

import json
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_origin, overload

from openai_videos_gen.types import Model

from openai_videos._errors import APIResponseValidationError
from openai_videos._operations import understood

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    import httpx

R = TypeVar("R")
T = TypeVar("T")


class BaseAPIResponse(Generic[R]):
    """What all forms of an answer share. What is not told here is that of the HTTP library's own answer."""

    headers: httpx.Headers
    """The headers of the answer; case does not matter."""
    status_code: int
    """The status."""
    url: httpx.URL
    """Where the answer came from."""
    http_version: str
    """The version of HTTP, such as `HTTP/1.1`."""
    elapsed: datetime.timedelta
    """The time from sending the request to the end of the answer; RuntimeError before that."""
    is_closed: bool
    """Whether the answer was read, or given up."""

    def __init__(self, response: httpx.Response, parse: Callable[[httpx.Response], R]) -> None:
        self.response = self.http_response = response
        self.http_request = response.request
        self.method = response.request.method
        self.request_id: str | None = response.headers.get("x-request-id")
        self.retries_taken: int = response.extensions.get("retries_taken", 0)
        self._parser = parse
        self._parsed: dict[type[Any] | None, Any] = {}

    if not TYPE_CHECKING:  # Type checkers shall find misspelled names.

        def __getattr__(self, name: str) -> Any:
            if name in BaseAPIResponse.__annotations__:
                return getattr(self.response, name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code} {self.response.reason_phrase}]>"

    def _made(self, to: type[Any] | None) -> Any:
        if to not in self._parsed:
            self._parsed[to] = self._parser(self.response) if to is None else cast(self.response, to)
        return self._parsed[to]


class LegacyAPIResponse(BaseAPIResponse[R]):
    """An answer that was read whole, as `with_raw_response` gives it; `parse()` gives what the method itself would."""

    @overload
    def parse(self) -> R: ...

    @overload
    def parse(self, *, to: type[T]) -> T: ...

    def parse(self, *, to: type[Any] | None = None) -> Any:
        """Make the object of the API; or, with `to`, a model, a `dict`, a `list`, `str`, `bytes`, `int` or `float`.

        Raises:
            APIResponseValidationError: The answer is nothing that can be made into that.
        """
        return self._made(to)

    @property
    def content(self) -> bytes:
        """The bytes of the answer."""
        return self.response.content

    @property
    def text(self) -> str:
        """The answer as text."""
        return self.response.text

    def json(self) -> Any:
        """Read the answer as JSON; ValueError if it is something else."""
        return json.loads(self.response.content)


def cast(response: httpx.Response, to: type[Any]) -> Any:
    """Make of an answer what was asked for; APIResponseValidationError if it is nothing that can be made into that."""
    to = get_origin(to) or to
    if to is NoneType:
        return None
    if issubclass(to, Model):
        return understood(response, to)
    if to is not object and isinstance(response, to):
        return response
    if to in (bytes, str):
        return response.content if to is bytes else response.text
    try:
        answer, is_json = json.loads(response.content), True
    except ValueError:
        answer, is_json = None, False
    if not is_json or not isinstance(answer, to):
        message = f"The answer cannot be made into {to.__name__}"
        raise APIResponseValidationError(message, response=response, body=response.text)
    return answer
