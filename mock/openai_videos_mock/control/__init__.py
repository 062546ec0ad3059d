"""The control path: a test in any language sees and changes the server over HTTP, as `control.yaml` describes."""

from openai_videos_mock.control.guard import is_loopback
from openai_videos_mock.control.layer import Control

__all__ = ["Control", "is_loopback"]
