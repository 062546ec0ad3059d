"""Refusals, and the one shape that all of them have on the wire."""

import secrets
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

REQUEST_ID = "x-request-id"


def new_request_id() -> str:
    """Make a name for a request, so that a user can point at it."""
    return f"req_{secrets.token_hex(16)}"


class ApiError(Exception):
    """A request that is answered with an error."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Say what is wrong, in words for people and in a code for programs."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code
        self.headers = dict(headers or {})

    def as_response(self) -> Response:
        """Give the response: the error in its envelope."""
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        envelope = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        return JSONResponse({"error": envelope}, self.status, self.headers)


def video_not_found(video_id: str) -> ApiError:
    """Make the refusal for a video that is not there, or no longer."""
    return ApiError(404, f"There is no video with the id '{video_id}'.", code="video_not_found")


async def on_api_error(_: Request, error: Exception) -> Response:
    """Give the response to an error that the server's own code raised on purpose."""
    if not isinstance(error, ApiError):
        raise error
    return error.as_response()


async def on_http_error(request: Request, error: Exception) -> Response:
    """Give the response to what the routing refuses: a URL that does not exist, or a method that it does not have."""
    if not isinstance(error, HTTPException):
        raise error
    target = f"{request.method} {request.url.path}"
    if error.status_code == 404:
        return ApiError(404, f"There is no such URL: {target}.", code="unknown_url").as_response()
    if error.status_code == 405:
        allowed = ", ".join(sorted((error.headers or {}).get("Allow", "").split(", ")))
        message = f"The method is not allowed: {target}. Allowed here: {allowed}."
        return ApiError(405, message, code="method_not_supported", headers={"Allow": allowed}).as_response()
    return ApiError(error.status_code, str(error.detail), headers=error.headers).as_response()


async def on_crash(_: Request, __: Exception) -> Response:
    """Give the response to a defect of this server; the traceback goes to standard error.

    This answer is made outside of all middleware, so it names its request itself.
    """
    headers = {REQUEST_ID: new_request_id()}
    return ApiError(500, "The mock server has a defect.", code="internal_error", headers=headers).as_response()
