"""The types of the contract: what the API answers with, and the values that it takes.

Some have a second name, by which code for the official client knows them.
"""

from typing import TypeAlias

from openai_videos_gen import models
from openai_videos_gen.models import *  # noqa: F403

from openai_videos.resources import videos
from openai_videos.resources.videos import *  # noqa: F403

VideoModel: TypeAlias = models.KnownVideoModel | str
VideoModelParam: TypeAlias = VideoModel
VideoCreateCharacterResponse: TypeAlias = models.VideoCharacter
VideoGetCharacterResponse: TypeAlias = models.VideoCharacter

__all__ = ["VideoCreateCharacterResponse", "VideoGetCharacterResponse", "VideoModel", "VideoModelParam"]
__all__ += models.__all__
__all__ += videos.__all__
