# Generated from openapi.yaml by `make generate`; never edited by hand.
"""The videos of the API, synchronous and asynchronous, each class loaded when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai_videos.resources.videos._async import AsyncVideoListPage as AsyncVideoListPage
    from openai_videos.resources.videos._async import AsyncVideos as AsyncVideos
    from openai_videos.resources.videos._async import AsyncVideosWithRawResponse as AsyncVideosWithRawResponse
    from openai_videos.resources.videos._async import (
        AsyncVideosWithStreamingResponse as AsyncVideosWithStreamingResponse,
    )
    from openai_videos.resources.videos._params import VideoCreateCharacterParams as VideoCreateCharacterParams
    from openai_videos.resources.videos._params import VideoCreateParams as VideoCreateParams
    from openai_videos.resources.videos._params import VideoDownloadContentParams as VideoDownloadContentParams
    from openai_videos.resources.videos._params import VideoEditParams as VideoEditParams
    from openai_videos.resources.videos._params import VideoExtendParams as VideoExtendParams
    from openai_videos.resources.videos._params import VideoListParams as VideoListParams
    from openai_videos.resources.videos._params import VideoRemixParams as VideoRemixParams
    from openai_videos.resources.videos._sync import VideoListPage as VideoListPage
    from openai_videos.resources.videos._sync import Videos as Videos
    from openai_videos.resources.videos._sync import VideosWithRawResponse as VideosWithRawResponse
    from openai_videos.resources.videos._sync import VideosWithStreamingResponse as VideosWithStreamingResponse
    from openai_videos.resources.videos._texts import DOCUMENTATION as DOCUMENTATION

__all__ = [
    "VideoListParams",
    "VideoCreateParams",
    "VideoEditParams",
    "VideoExtendParams",
    "VideoCreateCharacterParams",
    "VideoRemixParams",
    "VideoDownloadContentParams",
]
_WHERE = {
    "Videos": "._sync",
    "VideosWithRawResponse": "._sync",
    "VideosWithStreamingResponse": "._sync",
    "VideoListPage": "._sync",
    "AsyncVideos": "._async",
    "AsyncVideosWithRawResponse": "._async",
    "AsyncVideosWithStreamingResponse": "._async",
    "AsyncVideoListPage": "._async",
    "VideoListParams": "._params",
    "VideoCreateParams": "._params",
    "VideoEditParams": "._params",
    "VideoExtendParams": "._params",
    "VideoCreateCharacterParams": "._params",
    "VideoRemixParams": "._params",
    "VideoDownloadContentParams": "._params",
    "DOCUMENTATION": "._texts",
}


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
