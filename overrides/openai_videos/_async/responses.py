"""Answers whose body is read when it is asked for, and the methods that give them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast, overload

from openai_videos._async.bodies import AsyncBody
from openai_videos._async.transfers import AsyncResending, transfer
from openai_videos._files import replacing
from openai_videos._responses import BaseAPIResponse, LegacyAPIResponse

if TYPE_CHECKING:
    import os

    import httpx

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
A = TypeVar("A", bound="AsyncAPIResponse[Any]")


class AsyncAPIResponse(BaseAPIResponse[R], AsyncBody):
    """An answer of which only the head was read: what `with_streaming_response` gives."""

    @overload
    async def parse(self) -> R: ...

    @overload
    async def parse(self, *, to: type[T]) -> T: ...

    async def parse(self, *, to: type[Any] | None = None) -> Any:
        """Read the answer and make the object of the API of it; or, with `to`, a model, `dict`, `list`, `str`, `bytes`.

        Raises:
            APIResponseValidationError: The answer is nothing that can be made into that.
        """
        await self.read()
        return self._made(to)

    async def text(self) -> str:
        """Read the answer as text."""
        await self.read()
        return self.response.text

    async def json(self) -> Any:
        """Read the answer as JSON; ValueError if it is something else."""
        return json.loads(await self.read())


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """The head of an answer that is a file; `parse()` gives its bytes."""

    def __init__(self, response: httpx.Response, resending: AsyncResending) -> None:
        super().__init__(response, lambda answer: answer.content)
        self._resending = resending
        self._expected = resending.expected

    async def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Stream to a file, which appears under its name when it is complete.

        Where the connection breaks, the rest is asked for, as often as the client sends requests again. A server that
        gives no parts, or does not tell whether the file is still the same, is asked for all of it.
        """
        with replacing(file) as target:
            await transfer(self.response, target, self._resending, chunk_size)


class AsyncResponseContextManager(Generic[A]):
    """A request that is sent when the `async with` statement begins; its answer is closed when the statement ends."""

    def __init__(self, send: Callable[[], Awaitable[A]]) -> None:
        self._send = send
        self._answer: A | None = None

    async def __aenter__(self) -> A:
        self._answer = await self._send()
        return self._answer

    async def __aexit__(self, *_: object) -> None:
        if self._answer is not None:
            await self._answer.close()


def raw(method: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[LegacyAPIResponse[R]]]:
    """Name the type of a method whose resource gives raw answers."""
    given: Any = method
    return cast("Callable[P, Awaitable[LegacyAPIResponse[R]]]", given)


def streamed(method: Callable[P, Awaitable[R]]) -> Callable[P, AsyncResponseContextManager[AsyncAPIResponse[R]]]:
    """Defer a method whose resource gives answers that are read later."""

    @wraps(method)
    def deferred(*args: P.args, **options: P.kwargs) -> AsyncResponseContextManager[AsyncAPIResponse[R]]:
        return AsyncResponseContextManager(cast("Any", partial(method, *args, **options)))

    return deferred


def streamed_binary(
    method: Callable[P, Awaitable[object]],
) -> Callable[P, AsyncResponseContextManager[AsyncStreamedBinaryAPIResponse]]:
    """Do the same for a method that answers with a file."""
    given: Any = streamed(method)
    return cast("Callable[P, AsyncResponseContextManager[AsyncStreamedBinaryAPIResponse]]", given)
