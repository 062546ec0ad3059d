"""A client of the Videos API, synchronous and asynchronous, for any server that speaks it.

    from openai_videos import Client

    with Client(base_url="http://127.0.0.1:8000/v1", api_key="any") as client:
        video = client.videos.create_and_poll(prompt="A calico cat playing a piano on stage")
        client.videos.download_content(video.id).write_to_file("cat.mp4")

`AsyncClient` has the same methods, to be awaited. The types of what the API answers with are in `openai_videos.types`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openai_videos import types
    from openai_videos._client import AsyncClient, AsyncOpenAI, Client, OpenAI
    from openai_videos._downloads import AsyncBinaryResponseContent, BinaryResponseContent
    from openai_videos._errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConflictError,
        InternalServerError,
        JobFailedError,
        NotFoundError,
        OpenAIError,
        PermissionDeniedError,
        PollTimeoutError,
        RateLimitError,
        UnprocessableEntityError,
    )
    from openai_videos._pages import AsyncConversationCursorPage, AsyncPager, SyncConversationCursorPage
    from openai_videos._uploads import FileInput

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncBinaryResponseContent",
    "AsyncClient",
    "AsyncConversationCursorPage",
    "AsyncOpenAI",
    "AsyncPager",
    "AuthenticationError",
    "BadRequestError",
    "BinaryResponseContent",
    "Client",
    "ConflictError",
    "FileInput",
    "InternalServerError",
    "JobFailedError",
    "NotFoundError",
    "OpenAI",
    "OpenAIError",
    "PermissionDeniedError",
    "PollTimeoutError",
    "RateLimitError",
    "SyncConversationCursorPage",
    "UnprocessableEntityError",
    "types",
]


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that importing a name costs what that name needs.
    if name == "types":
        return import_module("openai_videos.types")
    if name in __all__:
        for module in ("_errors", "_client", "_uploads", "_pages", "_downloads"):
            found = import_module(f"openai_videos.{module}")
            if name in vars(found):
                return vars(found)[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
