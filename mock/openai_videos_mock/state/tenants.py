"""The tenants: the stores of all keys, no more of them than a server can hold."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.state.store import Store

MOST = 1000
"""Keys that may have something at the same time."""


class Tenants:
    """Gives each key a store of its own. A key itself is not kept."""

    def __init__(self, make: Callable[[str], Store]) -> None:
        """Start with none; `make` gives the store of an owner."""
        self._make = make
        self._stores: dict[str, Store] = {}
        """By owner, the one that was used last at the end."""

    @property
    def stores(self) -> list[Store]:
        """The stores of all."""
        return list(self._stores.values())

    def of(self, key: str) -> Store:
        """Give the store of a key.

        Raises:
            ApiError: There is none, and as many others as can be have something in theirs.
        """
        owner = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        store = self._stores.pop(owner, None)
        if store is None:
            self._make_room()
            store = self._make(owner)
        self._stores[owner] = store
        return store

    def add(self, owner: str) -> Store:
        """Give the store of an owner by name."""
        if owner not in self._stores:
            self._stores[owner] = self._make(owner)
        return self._stores[owner]

    def clear(self) -> None:
        """Forget all, and what they have."""
        for store in self._stores.values():
            store.clear()
        self._stores.clear()

    def _make_room(self) -> None:
        if len(self._stores) < MOST:
            return
        idle = next((owner for owner, store in self._stores.items() if store.is_idle()), None)
        if idle is None:
            message = f"{MOST} keys have videos here, and the server holds no more."
            raise ApiError(403, message, code="too_many_keys")
        del self._stores[idle]
