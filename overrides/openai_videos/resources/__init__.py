# Generated from openapi.yaml by `make generate`; never edited by hand.
"""The resources of a client, each loaded when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai_videos.resources.videos import AsyncVideos, Videos


class Resources:
    """Every resource of the synchronous client."""

    @cached_property
    def videos(self) -> Videos:
        """Video jobs, their files, and the characters that can appear in them."""
        from openai_videos.resources.videos import Videos

        client: Any = self
        return Videos(client)


class AsyncResources:
    """Every resource of the asynchronous client."""

    @cached_property
    def videos(self) -> AsyncVideos:
        """Video jobs, their files, and the characters that can appear in them."""
        from openai_videos.resources.videos import AsyncVideos

        client: Any = self
        return AsyncVideos(client)
