# Generated from openapi.yaml by `make generate`; never edited by hand.
"""The resources of a client, each loaded when it is first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai_videos.resources.videos import (
        AsyncVideos,
        AsyncVideosWithRawResponse,
        AsyncVideosWithStreamingResponse,
        Videos,
        VideosWithRawResponse,
        VideosWithStreamingResponse,
    )


class Resources:
    """Every resource of the synchronous client."""

    @cached_property
    def videos(self) -> Videos:
        """Video jobs, their files, and the characters that can appear in them."""
        from openai_videos.resources.videos import Videos

        client: Any = self
        return Videos(client)

    @cached_property
    def with_raw_response(self) -> ResourcesWithRawResponse:
        """The same resources, with methods that give the answer itself, read whole."""
        return ResourcesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ResourcesWithStreamingResponse:
        """The same resources, with methods that give the answer itself before its body is read."""
        return ResourcesWithStreamingResponse(self)


class ResourcesWithRawResponse:
    """Every resource, with methods that give answers."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @property
    def videos(self) -> VideosWithRawResponse:
        """Video jobs, their files, and the characters that can appear in them."""
        return self._resources.videos.with_raw_response


class ResourcesWithStreamingResponse:
    """Every resource, with methods that give answers."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @property
    def videos(self) -> VideosWithStreamingResponse:
        """Video jobs, their files, and the characters that can appear in them."""
        return self._resources.videos.with_streaming_response


class AsyncResources:
    """Every resource of the asynchronous client."""

    @cached_property
    def videos(self) -> AsyncVideos:
        """Video jobs, their files, and the characters that can appear in them."""
        from openai_videos.resources.videos import AsyncVideos

        client: Any = self
        return AsyncVideos(client)

    @cached_property
    def with_raw_response(self) -> AsyncResourcesWithRawResponse:
        """The same resources, with methods that give the answer itself, read whole."""
        return AsyncResourcesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncResourcesWithStreamingResponse:
        """The same resources, with methods that give the answer itself before its body is read."""
        return AsyncResourcesWithStreamingResponse(self)


class AsyncResourcesWithRawResponse:
    """Every resource, with methods that give answers."""

    def __init__(self, resources: AsyncResources) -> None:
        self._resources = resources

    @property
    def videos(self) -> AsyncVideosWithRawResponse:
        """Video jobs, their files, and the characters that can appear in them."""
        return self._resources.videos.with_raw_response


class AsyncResourcesWithStreamingResponse:
    """Every resource, with methods that give answers."""

    def __init__(self, resources: AsyncResources) -> None:
        self._resources = resources

    @property
    def videos(self) -> AsyncVideosWithStreamingResponse:
        """Video jobs, their files, and the characters that can appear in them."""
        return self._resources.videos.with_streaming_response
