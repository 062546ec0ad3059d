"""The types of the contract: what the API answers with, and the values that it takes."""

from openai_videos_gen.models import *  # noqa: F403
from openai_videos_gen.models import __all__ as __all__
