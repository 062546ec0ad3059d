"""What pages of both clients share: where the next one begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from openai_videos_gen.types import Model

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class PageInfo(NamedTuple):
    """What the next page is asked for with, besides what this one was asked for with."""

    params: dict[str, str]


class CursorPage(Generic[T]):
    """A page of a list. The generated page adds the fields of the contract."""

    data: list[T]
    has_more: bool
    last_id: str | None
    _fetch: Callable[[str | None], Any]
    _after: str | None = None
    _seen: dict[object, int] | None = None
    _position: int = 0
    _repeated: bool = False

    def linked(self, fetch: Callable[[str | None], Any], after: str | None) -> Self:
        """Tell a new page how to get the next, and which cursor it was itself asked for with."""
        self._fetch = fetch
        self._after = after
        return self

    def following(self, previous: CursorPage[T]) -> Self:
        """Tell a new page which one it was reached from.

        A page that brings nothing new comes from a server that does not know cursors, or leads in a circle: its items
        are left out, so that every way through a list has an end, and none gives anything twice.
        """
        if previous._seen is None:  # Who asks for one page only does not pay for it.
            previous._seen = {}
            previous._is_new(previous._seen)
        self._seen, self._position = previous._seen, previous._position + 1
        if self._items() and not self._is_new(self._seen):
            self._repeated, self.data = True, []
        return self

    def _is_new(self, seen: dict[object, int]) -> bool:
        """Take note of the items; tell whether there is one that no page before this had."""
        is_new = False
        for item in self._items():
            name = item._wire.get("id") if isinstance(item, Model) else None
            # The first place counts: a page can be asked for again.
            place = seen.setdefault(name if name and isinstance(name, str) else repr(item), self._position)
            is_new |= place == self._position
        return is_new

    def has_next_page(self) -> bool:
        """Tell whether there is more to ask for."""
        return self._cursor() is not None

    def next_page_info(self) -> PageInfo | None:
        """Tell what the next page will be asked for with; None if there is none."""
        cursor = self._cursor()
        return PageInfo({"after": cursor}) if cursor else None

    def _items(self) -> list[T]:
        return self.data if isinstance(self.data, list) else []

    def _cursor(self) -> str | None:
        """Give the cursor of the next page.

        A server that leaves out `has_more` is asked again until nothing new comes, and one that names no last id is
        asked with that of the last item.
        """
        if not self._items() or self.has_more is False:
            return None
        named = isinstance(self.last_id, str) and self.last_id
        cursor = named or getattr(self._items()[-1], "id", None)
        # The cursor that brought this page: the server ignores it, and would send the same page for ever.
        return cursor if isinstance(cursor, str) and cursor and cursor != self._after else None

    def _next_cursor(self) -> str:
        cursor = self._cursor()
        if cursor is None:
            raise RuntimeError("There is no next page; ask has_next_page() first")
        return cursor
