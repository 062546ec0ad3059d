"""Pages of a list, and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from openai_videos._pages import CursorPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

T = TypeVar("T")


class AsyncConversationCursorPage(CursorPage[T]):
    """One page of a list. Asynchronous iteration gives the items of this page and of all that follow."""

    async def get_next_page(self) -> Self:
        """Ask the server for the next page; RuntimeError if there is none."""
        page: Self = await self._fetch(self._next_cursor())
        return page.following(self)

    async def iter_pages(self) -> AsyncIterator[Self]:
        """Give this page and all that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            if page._repeated:
                return
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page._items():
                yield item
