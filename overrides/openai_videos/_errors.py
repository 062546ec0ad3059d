"""What can go wrong.

    OpenAIError
    ├── PollTimeoutError                 a job was not done in time
    ├── JobFailedError                   a job failed, where raising was asked for
    ├── StreamAlreadyConsumed            bytes were asked for that have passed already
    └── APIError                         a request failed
        ├── APIConnectionError           no answer, or half of one
        │   └── APITimeoutError          none in time
        ├── APIResponseValidationError   a success that is not what the API answers with
        └── APIStatusError               the server refused
            ├── BadRequestError            400
            ├── AuthenticationError        401
            ├── PermissionDeniedError      403
            ├── NotFoundError              404
            ├── ConflictError              409
            ├── UnprocessableEntityError   422
            ├── RateLimitError             429
            └── InternalServerError        500 and above

Arguments that cannot be sent raise Python's own errors before any request: TypeError, ValueError, FileNotFoundError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "InternalServerError",
    "JobFailedError",
    "NotFoundError",
    "OpenAIError",
    "PermissionDeniedError",
    "PollTimeoutError",
    "RateLimitError",
    "StreamAlreadyConsumed",
    "UnprocessableEntityError",
]


def _remade(cls: type[OpenAIError], arguments: tuple[Any, ...]) -> OpenAIError:
    return cls.__new__(cls, *arguments)


class OpenAIError(Exception):
    """The root of everything that this package raises of its own."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Python makes an error again of its message alone; these are made of more.
        return _remade, (type(self), self.args), self.__dict__


class PollTimeoutError(OpenAIError):
    """A job was not done in time. `last` is its state when it was last seen; it may still be running."""

    def __init__(self, message: str, last: Any) -> None:
        super().__init__(message)
        self.last = last


class JobFailedError(OpenAIError):
    """A job failed, or ended without a video in another way. `video` is the job; its `error` tells why."""

    def __init__(self, video: Any) -> None:
        reason = getattr(video.error, "message", None) or video.error or "no reason given"
        end = "failed" if video.status == "failed" else f"ended as {video.status!r}"
        super().__init__(f"Job {video.id} {end}: {reason}")
        self.video = video


class StreamAlreadyConsumed(OpenAIError, RuntimeError):
    """Bytes were asked for that have passed already, or that were never read. `read()` keeps them."""

    def __init__(self) -> None:
        super().__init__("These bytes are not in memory: they have passed, or were not read yet. Call read() first.")


class APIError(OpenAIError):
    """A request failed.

    `body` is the answer, decoded if it was JSON, or what it has under `error`; `code`, `type` and `param` are what that
    says, if it says so.
    """

    def __init__(self, message: str, request: httpx.Request | None, *, body: object = None) -> None:
        super().__init__(message)
        self.message = message
        self.request = request
        self.body = body
        error = body.get("error", body) if isinstance(body, dict) else None
        error = error if isinstance(error, dict) else {}
        # Some servers send numbers as codes.
        self.code: str | None = _text(error.get("code"))
        self.type: str | None = _text(error.get("type"))
        self.param: str | None = _text(error.get("param"))


class APIConnectionError(APIError):
    """There was no answer, or it broke off."""

    def __init__(self, *, message: str = "The server was not reached.", request: httpx.Request | None = None) -> None:
        super().__init__(message, request)


class APITimeoutError(APIConnectionError):
    """There was no answer in time."""

    def __init__(self, request: httpx.Request | None = None, *, message: str = "Request timed out.") -> None:
        super().__init__(message=message, request=request)


class _AnsweredError(APIError):
    """A request that was answered. `response` is the answer, `request_id` the server's own name for the exchange."""

    def __init__(self, message: str, *, response: httpx.Response, body: object = None) -> None:
        super().__init__(message, response.request, body=body)
        self.response = response
        self.status_code = response.status_code
        self.request_id: str | None = response.headers.get("x-request-id")

    def __str__(self) -> str:
        details = {"code": self.code, "param": self.param, "request id": self.request_id}
        known = "".join(f", {name} {value}" for name, value in details.items() if value)
        return f"{self.message} (HTTP {self.status_code}{known})"


class APIResponseValidationError(_AnsweredError):
    """The server says that it did what was asked, but what it sent is not what the API answers with."""


class APIStatusError(_AnsweredError):
    """The server refused."""


class BadRequestError(APIStatusError):
    """400: the request is not valid."""

    status_code = 400


class AuthenticationError(APIStatusError):
    """401: there is no key, or it is wrong."""

    status_code = 401


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""

    status_code = 403


class NotFoundError(APIStatusError):
    """404: there is no such thing, or the server does not offer this operation."""

    status_code = 404


class ConflictError(APIStatusError):
    """409: not possible in the present state."""

    status_code = 409


class UnprocessableEntityError(APIStatusError):
    """422: the request is well formed but makes no sense to the server."""

    status_code = 422


class RateLimitError(APIStatusError):
    """429: too many requests, or the quota is used up."""

    status_code = 429


class InternalServerError(APIStatusError):
    """500 and above: the server failed."""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else None
