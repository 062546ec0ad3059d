"""What code for the official client imports by these names."""

from __future__ import annotations

from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from openai_videos_gen.types import Model

from openai_videos._http import LIMITS, TIMEOUTS, library
from openai_videos._version import __version__

if TYPE_CHECKING:
    import os

__all__ = [
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "VERSION",
    "BaseModel",
    "NoneType",
    "ProxiesTypes",
    "Transport",
    "file_from_path",
]

DEFAULT_TIMEOUT = library().Timeout(TIMEOUTS)
DEFAULT_MAX_RETRIES = 2
DEFAULT_CONNECTION_LIMITS = library().Limits(**LIMITS)
VERSION = __version__
BaseModel = Model
Transport: TypeAlias = Any
ProxiesTypes: TypeAlias = Any


def file_from_path(path: str | os.PathLike[str]) -> tuple[str, Path]:
    """Give a file to send, under the name that it has. It is read while it is sent."""
    return Path(path).name, Path(path)
