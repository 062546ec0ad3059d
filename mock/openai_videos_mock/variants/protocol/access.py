"""Variants of access: who is let in, and under which path."""

from __future__ import annotations

from openai_videos_mock.intercept.messages import Proceed, Reply, Request
from openai_videos_mock.variants.variant import Group, Variant

KEY = "sk-lawful-0123456789abcdef"


async def _any_key(request: Request, proceed: Proceed) -> Reply:
    if not request.header("authorization").lower().startswith("bearer "):
        return await proceed(request)
    return await proceed(request.keyed())


VARIANTS = (
    Variant("keyed", ("F-01", "F-03"), f"A key is asked for: the one that was set, else `{KEY}`.",
            adjust=lambda settings: {"api_key": settings.api_key or KEY}, group=Group.KEY),
    Variant("keyed-by-any", ("F-01",), "A key is asked for, and any will do.", _any_key,
            adjust=lambda settings: {"api_key": settings.api_key or KEY}, group=Group.KEY,
            bends={"auth.checked": "A wrong key is let in, which F-03 answers with 401"}),
    Variant("path-long", ("D-39",), "The paths begin with `/openai/v1`.",
            adjust=lambda _: {"base_path": "/openai/v1"}, group=Group.PATH),
    Variant("path-none", ("D-39",), "The paths have no prefix.", adjust=lambda _: {"base_path": ""}, group=Group.PATH),
)  # fmt: skip
