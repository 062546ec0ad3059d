"""Pages of a list, and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator

T = TypeVar("T")
P = TypeVar("P", bound="AsyncConversationCursorPage[Any]")


class _CursorPage(Generic[T]):
    """What both kinds of page share. The generated page adds the fields of the contract."""

    data: list[T]
    has_more: bool
    last_id: str | None
    _fetch: Callable[[str | None], Any]
    _after: str | None = None

    def linked(self, fetch: Callable[[str | None], Any], after: str | None) -> Self:
        """Tell a new page how to get the next, and which cursor it was itself asked for with."""
        self._fetch = fetch
        self._after = after
        return self

    def has_next_page(self) -> bool:
        """Tell whether there is more to ask for."""
        return self._cursor() is not None

    def _items(self) -> list[T]:
        return self.data if isinstance(self.data, list) else []

    def _cursor(self) -> str | None:
        """Give the cursor of the next page.

        A server that leaves out `has_more` is asked again as long as it names a last id; one that says that there is
        more but names none is asked with the id of the last item.
        """
        if not self._items() or self.has_more is False:
            return None
        cursor = self.last_id
        if not cursor and self.has_more is True:
            cursor = getattr(self._items()[-1], "id", None)
        # The cursor that brought this page: the server ignores it, and would send the same page for ever.
        return cursor if isinstance(cursor, str) and cursor and cursor != self._after else None

    def _next_cursor(self) -> str:
        cursor = self._cursor()
        if cursor is None:
            raise RuntimeError("There is no next page; ask has_next_page() first")
        return cursor

    def _repeats(self, previous: _CursorPage[T]) -> bool:
        """Tell whether a server sent the page before once more, since it does not know cursors."""
        return bool(self._items()) and self._items() == previous._items()


class SyncConversationCursorPage(_CursorPage[T]):
    """One page of a list. Iterating gives the items of this page and of all that follow."""

    def get_next_page(self) -> Self:
        """Ask the server for the next page; RuntimeError if there is none."""
        page: Self = self._fetch(self._next_cursor())
        return page

    def iter_pages(self) -> Iterator[Self]:
        """Give this page and all that follow."""
        page = self
        yield page
        while page.has_next_page():
            following = page.get_next_page()
            if following._repeats(page):
                return
            page = following
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from page._items()


class AsyncConversationCursorPage(_CursorPage[T]):
    """One page of a list. Asynchronous iteration gives the items of this page and of all that follow."""

    async def get_next_page(self) -> Self:
        """Ask the server for the next page; RuntimeError if there is none."""
        page: Self = await self._fetch(self._next_cursor())
        return page

    async def iter_pages(self) -> AsyncIterator[Self]:
        """Give this page and all that follow."""
        page = self
        yield page
        while page.has_next_page():
            following = await page.get_next_page()
            if following._repeats(page):
                return
            page = following
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page._items():
                yield item


class AsyncPager(Generic[P, T]):
    """What an asynchronous list call gives: await it for the first page, or iterate over the items of all pages."""

    def __init__(self, fetch: Callable[[str | None], Awaitable[P]]) -> None:
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, P]:
        return self._fetch(None).__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item
