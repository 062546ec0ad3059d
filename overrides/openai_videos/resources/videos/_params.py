# Generated from openapi.yaml by `make generate`; never edited by hand.
"""For code that puts arguments together before it makes a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Required, TypedDict

from openai_videos._uploads import FileInput
from openai_videos_gen.models.content_variant import ContentVariant
from openai_videos_gen.models.image_input_reference_param import ImageInputReferenceParam
from openai_videos_gen.models.known_video_model import KnownVideoModel
from openai_videos_gen.models.list_order import ListOrder
from openai_videos_gen.models.video import Video
from openai_videos_gen.models.video_extension_seconds import VideoExtensionSeconds
from openai_videos_gen.models.video_reference_input_param import VideoReferenceInputParam
from openai_videos_gen.models.video_seconds import VideoSeconds
from openai_videos_gen.models.video_size import VideoSize


class VideoListParams(TypedDict, total=False):
    """What `videos.list` takes by name."""

    after: str
    limit: int
    order: ListOrder


class VideoCreateParams(TypedDict, total=False):
    """What `videos.create` takes by name."""

    prompt: Required[str]
    input_reference: FileInput | ImageInputReferenceParam | Mapping[str, str]
    model: KnownVideoModel | str
    seconds: VideoSeconds | str
    size: VideoSize | str


class VideoEditParams(TypedDict, total=False):
    """What `videos.edit` takes by name."""

    prompt: Required[str]
    video: Required[FileInput | VideoReferenceInputParam | Mapping[str, str] | Video]


class VideoExtendParams(TypedDict, total=False):
    """What `videos.extend` takes by name."""

    prompt: Required[str]
    seconds: Required[VideoExtensionSeconds | str]
    video: Required[FileInput | VideoReferenceInputParam | Mapping[str, str] | Video]


class VideoCreateCharacterParams(TypedDict, total=False):
    """What `videos.create_character` takes by name."""

    name: Required[str]
    video: Required[FileInput]


class VideoRemixParams(TypedDict, total=False):
    """What `videos.remix` takes by name."""

    prompt: Required[str]


class VideoDownloadContentParams(TypedDict, total=False):
    """What `videos.download_content` takes by name."""

    variant: ContentVariant
