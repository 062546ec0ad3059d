"""A client of the Videos API, synchronous and asynchronous, for any server that speaks it.

    from openai_videos import Client

    with Client(base_url="http://127.0.0.1:8000/v1", api_key="any") as client:
        video = client.videos.create_and_poll(prompt="A calico cat playing a piano on stage")
        client.videos.download_content(video.id).write_to_file("cat.mp4")

`AsyncClient` has the same methods, to be awaited. The types of what the API answers with are in `openai_videos.types`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from openai_videos import _errors
from openai_videos._errors import *  # noqa: F403
from openai_videos._version import __version__

if TYPE_CHECKING:
    from httpx import AsyncClient as DefaultAsyncHttpxClient
    from httpx import Client as DefaultHttpxClient
    from httpx import Timeout
    from openai_videos_gen.aio.client import AsyncClient, AsyncOpenAI
    from openai_videos_gen.aio.pages import AsyncConversationCursorPage
    from openai_videos_gen.aio.responses import AsyncAPIResponse, AsyncStreamedBinaryAPIResponse
    from openai_videos_gen.sync.client import Client, OpenAI
    from openai_videos_gen.sync.pages import SyncConversationCursorPage
    from openai_videos_gen.sync.responses import APIResponse, StreamedBinaryAPIResponse

    from openai_videos import types
    from openai_videos._downloads import AsyncBinaryResponseContent, BinaryResponseContent, HttpxBinaryResponseContent
    from openai_videos._options import NOT_GIVEN, NotGiven, Omit, not_given, omit
    from openai_videos._pages import AsyncPager
    from openai_videos._parts import Upload
    from openai_videos._responses import LegacyAPIResponse
    from openai_videos._uploads import FileInput

__all__ = [
    "NOT_GIVEN",
    "APIResponse",
    "AsyncAPIResponse",
    "AsyncBinaryResponseContent",
    "AsyncClient",
    "AsyncConversationCursorPage",
    "AsyncOpenAI",
    "AsyncPager",
    "AsyncStreamedBinaryAPIResponse",
    "BinaryResponseContent",
    "Client",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "FileInput",
    "HttpxBinaryResponseContent",
    "LegacyAPIResponse",
    "NotGiven",
    "Omit",
    "OpenAI",
    "StreamedBinaryAPIResponse",
    "SyncConversationCursorPage",
    "Timeout",
    "Upload",
    "__version__",
    "not_given",
    "omit",
    "types",
]
__all__ += _errors.__all__

# Where the names are, those first that cost least to load.
_FIRST = ("openai_videos._options", "openai_videos._http", "openai_videos_gen.sync.client", "openai_videos._uploads")
_THEN = ("_gen.sync.responses", "_gen.sync.pages", "_gen.aio.client", "_gen.aio.responses", "_gen.aio.pages")
_MODULES = (*_FIRST, "openai_videos._downloads", *(f"openai_videos{name}" for name in _THEN), "openai_videos._pages")


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that importing a name costs what that name needs.
    if name == "types":
        return import_module("openai_videos.types")
    if name == "Timeout":
        return import_module("openai_videos._http").library().Timeout
    if name in __all__:
        for module in _MODULES:
            found = vars(import_module(module))
            if name in found:
                return found[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
