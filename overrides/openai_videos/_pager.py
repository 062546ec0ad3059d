"""What an asynchronous list call gives before it is awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from openai_videos._async.pages import AsyncConversationCursorPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Generator

    from openai_videos._options import Form

T = TypeVar("T")
P = TypeVar("P", bound=AsyncConversationCursorPage[Any])


class AsyncPager(Generic[P, T]):
    """What an asynchronous list call gives: await it for the first page, or iterate over the items of all pages."""

    def __init__(self, fetch: Callable[[str | None, Form], Awaitable[P]], form: Form) -> None:
        self._fetch = fetch
        self._form: Form = form

    def __await__(self) -> Generator[Any, None, P]:
        return self._fetch(None, self._form).__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item
