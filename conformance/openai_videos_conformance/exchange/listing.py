"""A page of a list, as an answer shows it."""

from __future__ import annotations

from typing import Any

from .exchange import Exchange


def items_on(page: Exchange) -> list[dict[str, Any]]:
    """Give the items on a page of a list that are objects, none where it is no page."""
    data = page.object.get("data")
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def ids_on(page: Exchange) -> list[str]:
    """Give the ids on a page of a list, none where it is no page."""
    return [item["id"] for item in items_on(page) if isinstance(item.get("id"), str)]


def is_list(page: Exchange) -> bool:
    """Tell whether an answer is a page of a list."""
    return page.accepted and isinstance(page.object.get("data"), list)
