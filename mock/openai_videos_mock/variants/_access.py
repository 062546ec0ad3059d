"""Who is let in, and under which path."""

from __future__ import annotations

from attrs import evolve

from openai_videos_mock.intercept.messages import Forward, Reply, Request
from openai_videos_mock.variants._variant import Variant

KEY = "sk-lawful-0123456789abcdef"


async def _any_key(request: Request, forward: Forward) -> Reply:
    if not request.header("authorization").lower().startswith("bearer "):
        return await forward(request)
    kept = tuple((key, value) for key, value in request.headers if key != "authorization")
    own = ("authorization", f"Bearer {request.world.settings.api_key}")
    return await forward(evolve(request, headers=(*kept, own)))


VARIANTS = (
    Variant("keyed", ("F-01", "F-03"), f"A key is asked for: the one that was set, else `{KEY}`.",
            adjust=lambda settings: {"api_key": settings.api_key or KEY}, group="key"),
    Variant("keyed-by-any", ("F-01",), "A key is asked for, and any will do.", _any_key,
            adjust=lambda settings: {"api_key": settings.api_key or KEY}, group="key",
            bends={"auth.checked": "A wrong key is let in, which F-03 answers with 401"}),
    Variant("path-long", ("D-39",), "The paths begin with `/openai/v1`.",
            adjust=lambda _: {"base_path": "/openai/v1"}, group="path"),
    Variant("path-none", ("D-39",), "The paths have no prefix.", adjust=lambda _: {"base_path": ""}, group="path"),
)  # fmt: skip
