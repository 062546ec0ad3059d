# Made from openai_videos/_async by `make generate`; never edited by hand.
"""Pages of a list, and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from openai_videos._pages import CursorPage

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class SyncConversationCursorPage(CursorPage[T]):
    """One page of a list. Asynchronous iteration gives the items of this page and of all that follow."""

    def get_next_page(self) -> Self:
        """Ask the server for the next page; RuntimeError if there is none."""
        page: Self = self._fetch(self._next_cursor())
        return page.following(self)

    def iter_pages(self) -> Iterator[Self]:
        """Give this page and all that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            if page._repeated:
                return
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.iter_pages():
            for item in page._items():
                yield item
