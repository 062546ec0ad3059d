"""Requests to endpoints that the contract does not know."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar, Unpack

from openai_videos._async.sender import AsyncSender

if TYPE_CHECKING:
    from openai_videos._endpoints import Sent
    from openai_videos._options import RequestOptions

T = TypeVar("T")


class AsyncEndpoints(AsyncSender):
    """Sends requests to endpoints of a server's own, with the key, the retries and the errors of all others.

    `path` is below the base URL. A `body` goes as JSON, or as a form where a file is somewhere in it, or in `files`.
    `cast_to` is what becomes of the answer: a model of the API, `dict`, `list`, `str`, `bytes`, `object` for any JSON,
    `NoneType` for nothing, or the `Response` of the HTTP library.
    """

    async def get(self, path: str, *, cast_to: type[T], options: RequestOptions | None = None) -> T:
        """Ask for something."""
        return await self._asked("get", path, cast_to, {"options": options})

    async def post(self, path: str, *, cast_to: type[T], **sent: Unpack[Sent]) -> T:
        """Make something."""
        return await self._asked("post", path, cast_to, sent)

    async def put(self, path: str, *, cast_to: type[T], **sent: Unpack[Sent]) -> T:
        """Replace something."""
        return await self._asked("put", path, cast_to, sent)

    async def patch(self, path: str, *, cast_to: type[T], **sent: Unpack[Sent]) -> T:
        """Change something."""
        return await self._asked("patch", path, cast_to, sent)

    async def delete(self, path: str, *, cast_to: type[T], **sent: Unpack[Sent]) -> T:
        """Remove something."""
        return await self._asked("delete", path, cast_to, sent)

    async def _asked(self, method: str, path: str, cast_to: type[T], sent: Sent) -> T:
        from openai_videos._endpoints import endpoint_parts  # Only who asks for such things pays for it.
        from openai_videos._responses import cast

        options = sent.get("options") or {}
        retries = self._retries._replace(most=options.get("max_retries", self._retries.most))
        with ExitStack() as stack:
            parts = endpoint_parts(method, path, sent, stack)
            answer: T = cast(await self.send(parts, retries=retries), cast_to)
        return answer
