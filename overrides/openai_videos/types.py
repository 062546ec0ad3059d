"""The types of the contract: what the API answers with, and the values that it takes.

Some have a second name, by which code for the official client knows them.
"""

from typing import TypeAlias

from openai_videos_gen import models
from openai_videos_gen.api.videos.resource import VideoCreateCharacterParams as VideoCreateCharacterParams
from openai_videos_gen.api.videos.resource import VideoCreateParams as VideoCreateParams
from openai_videos_gen.api.videos.resource import VideoDownloadContentParams as VideoDownloadContentParams
from openai_videos_gen.api.videos.resource import VideoEditParams as VideoEditParams
from openai_videos_gen.api.videos.resource import VideoExtendParams as VideoExtendParams
from openai_videos_gen.api.videos.resource import VideoListParams as VideoListParams
from openai_videos_gen.api.videos.resource import VideoRemixParams as VideoRemixParams
from openai_videos_gen.models import *  # noqa: F403

VideoModel: TypeAlias = models.KnownVideoModel | str
VideoModelParam: TypeAlias = VideoModel
VideoCreateCharacterResponse: TypeAlias = models.VideoCharacter
VideoGetCharacterResponse: TypeAlias = models.VideoCharacter

__all__ = [
    "VideoCreateCharacterParams",
    "VideoCreateCharacterResponse",
    "VideoCreateParams",
    "VideoDownloadContentParams",
    "VideoEditParams",
    "VideoExtendParams",
    "VideoGetCharacterResponse",
    "VideoListParams",
    "VideoModel",
    "VideoModelParam",
    "VideoRemixParams",
]
__all__ += models.__all__
