"""A client of the Videos API, synchronous and asynchronous, for any server that speaks it.

    from openai_videos import Client

    with Client(base_url="http://127.0.0.1:8000/v1", api_key="any") as client:
        video = client.videos.create_and_poll(prompt="A calico cat playing a piano on stage")
        client.videos.download_content(video.id).write_to_file("cat.mp4")

`AsyncClient` has the same methods, to be awaited. The types of what the API answers with are in `openai_videos.types`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from openai_videos import _errors
from openai_videos._errors import *  # noqa: F403
from openai_videos._version import __version__

if TYPE_CHECKING:
    from httpx import AsyncClient as DefaultAsyncHttpxClient
    from httpx import Client as DefaultHttpxClient
    from httpx import Timeout

    from openai_videos import pagination, resources, types
    from openai_videos._async.client import AsyncClient, AsyncOpenAI
    from openai_videos._async.pages import AsyncConversationCursorPage
    from openai_videos._async.responses import AsyncAPIResponse, AsyncStreamedBinaryAPIResponse
    from openai_videos._downloads import BinaryResponseContent, HttpxBinaryResponseContent
    from openai_videos._fetched import AsyncBinaryResponseContent
    from openai_videos._media import media_type
    from openai_videos._names import (
        DEFAULT_CONNECTION_LIMITS,
        DEFAULT_MAX_RETRIES,
        DEFAULT_TIMEOUT,
        VERSION,
        BaseModel,
        NoneType,
        ProxiesTypes,
        Transport,
        file_from_path,
    )
    from openai_videos._options import NOT_GIVEN, NotGiven, Omit, RequestOptions, not_given, omit
    from openai_videos._pager import AsyncPager
    from openai_videos._parts import Upload
    from openai_videos._responses import LegacyAPIResponse
    from openai_videos._sync.client import Client, OpenAI
    from openai_videos._sync.pages import SyncConversationCursorPage
    from openai_videos._sync.responses import APIResponse, StreamedBinaryAPIResponse
    from openai_videos._uploads import FileInput

__title__ = "openai_videos"
__all__ = [
    "DEFAULT_CONNECTION_LIMITS",
    "DEFAULT_MAX_RETRIES",
    "DEFAULT_TIMEOUT",
    "NOT_GIVEN",
    "VERSION",
    "APIResponse",
    "AsyncAPIResponse",
    "AsyncBinaryResponseContent",
    "AsyncClient",
    "AsyncConversationCursorPage",
    "AsyncOpenAI",
    "AsyncPager",
    "AsyncStreamedBinaryAPIResponse",
    "BaseModel",
    "BinaryResponseContent",
    "Client",
    "DefaultAsyncHttpxClient",
    "DefaultHttpxClient",
    "FileInput",
    "HttpxBinaryResponseContent",
    "LegacyAPIResponse",
    "NoneType",
    "NotGiven",
    "Omit",
    "OpenAI",
    "ProxiesTypes",
    "RequestOptions",
    "StreamedBinaryAPIResponse",
    "SyncConversationCursorPage",
    "Timeout",
    "Transport",
    "Upload",
    "__title__",
    "__version__",
    "file_from_path",
    "media_type",
    "not_given",
    "omit",
    "pagination",
    "resources",
    "types",
]
__all__ += _errors.__all__

_WHERE: Mapping[str, str] = {
    "APIResponse": "_sync.responses",
    "AsyncAPIResponse": "_async.responses",
    "AsyncBinaryResponseContent": "_fetched",
    "AsyncClient": "_async.client",
    "AsyncConversationCursorPage": "_async.pages",
    "AsyncOpenAI": "_async.client",
    "AsyncPager": "_pager",
    "AsyncStreamedBinaryAPIResponse": "_async.responses",
    "BinaryResponseContent": "_downloads",
    "Client": "_sync.client",
    "DefaultAsyncHttpxClient": "_http",
    "DefaultHttpxClient": "_http",
    "FileInput": "_uploads",
    "HttpxBinaryResponseContent": "_downloads",
    "LegacyAPIResponse": "_responses",
    "NOT_GIVEN": "_options",
    "NotGiven": "_options",
    "Omit": "_options",
    "OpenAI": "_sync.client",
    "StreamedBinaryAPIResponse": "_sync.responses",
    "SyncConversationCursorPage": "_sync.pages",
    "RequestOptions": "_options",
    "Upload": "_parts",
    "media_type": "_media",
    "DEFAULT_CONNECTION_LIMITS": "_names",
    "DEFAULT_MAX_RETRIES": "_names",
    "DEFAULT_TIMEOUT": "_names",
    "VERSION": "_names",
    "BaseModel": "_names",
    "NoneType": "_names",
    "ProxiesTypes": "_names",
    "Transport": "_names",
    "file_from_path": "_names",
    "not_given": "_options",
    "omit": "_options",
}
"""The module of each name, loaded when the name is first used: importing one costs what that one needs."""


def __getattr__(name: str) -> Any:
    if name in ("pagination", "resources", "types"):
        return import_module(f"openai_videos.{name}")
    if name == "Timeout":  # of the HTTP library that is there
        return import_module("openai_videos._http").library().Timeout
    if name in _WHERE:
        return getattr(import_module(f"openai_videos.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
