"""The client itself: connections, settings, redirects, what an import loads."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import openai_videos
import openai_videos.types
import pytest
from openai_videos import APIStatusError, AsyncClient, AsyncOpenAI, Client, OpenAI, OpenAIError

from .conftest import VIDEO

if TYPE_CHECKING:
    from .conftest import Api


def test_the_public_names_exist() -> None:
    assert all(getattr(openai_videos, name) is not None for name in openai_videos.__all__)
    assert (OpenAI, AsyncOpenAI) == (Client, AsyncClient)
    assert {"Video", "VideoStatus", "VideoList", "VideoCharacter"} <= set(openai_videos.types.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(openai_videos, "nothing")  # noqa: B009


@pytest.mark.parametrize(
    ("use", "spared"),
    [
        ("Client", {"httpx", "httpx2", "attrs", "asyncio"}),
        ("Client(base_url='http://a.test/v1', api_key='key').videos", {"httpx", "httpx2", "attrs", "asyncio"}),
    ],
)
def test_an_import_loads_what_it_needs(use: str, spared: set[str]) -> None:
    program = f"import sys, openai_videos; openai_videos.{use}; print({spared!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_both_clients_have_the_same_methods(cls: Any) -> None:
    videos = cls(base_url="http://a.test/v1", api_key="key").videos
    assert {name for name in dir(videos) if not name.startswith("_")} == {
        "create", "retrieve", "list", "delete", "remix", "edit", "extend", "create_character", "get_character",
        "download_content", "poll", "create_and_poll", "edit_and_poll", "extend_and_poll", "remix_and_poll",
        "with_raw_response", "with_streaming_response",
    }  # fmt: skip
    assert all(getattr(videos, name).__doc__ for name in dir(videos) if not name.startswith("_"))


def test_a_closed_client_says_so(api: Api) -> None:
    api.answers = []

    def use(client: Any) -> Any:
        if not api.asynchronous:
            client.close()
            return client.videos.retrieve("video_123")

        async def both() -> Any:
            await client.close()
            return await client.videos.retrieve("video_123")

        return both()

    with pytest.raises(OpenAIError, match="closed"):
        api.run(use)


def test_an_http_client_of_the_caller_is_closed_with_the_client(library: Any) -> None:
    """So does the official client, and programs leave it to that."""
    http = library.Client(transport=library.MockTransport(lambda _: library.Response(200, json=VIDEO)))
    with Client(base_url="http://a.test/v1", api_key="key", http_client=http) as client:
        client.videos.retrieve("video_123")
        assert not http.is_closed
    assert http.is_closed


def test_an_asynchronous_http_client_is_closed_too(library: Any) -> None:
    http = library.AsyncClient(transport=library.MockTransport(lambda _: library.Response(200, json=VIDEO)))

    async def main() -> None:
        async with AsyncClient(base_url="http://a.test/v1", api_key="key", http_client=http) as client:
            await client.videos.retrieve("video_123")

    asyncio.run(main())
    assert http.is_closed


def test_a_key_with_a_space(api: Api) -> None:
    """As in the examples of the documentation of the official client."""
    api.options = {"api_key": "My API Key"}
    api.call("retrieve", "video_1")
    assert api.requests[0].headers["authorization"] == "Bearer My API Key"


def test_defaults_that_take_the_place_of_others(api: Api) -> None:
    api.options = {"default_headers": {"x-a": "1"}, "default_query": {"a": "1"}}

    def use(client: Any) -> Any:
        return client.with_options(set_default_headers={"x-b": "2"}, set_default_query={"b": "2"}).videos.retrieve("x")

    api.run(use)
    (request,) = api.requests
    assert (request.headers.get("x-a"), request.headers["x-b"], request.url.query) == (None, "2", b"b=2")
    for name in ("default_headers", "default_query"):
        both: Any = {name: {"a": "b"}, f"set_{name}": {"a": "b"}}
        with pytest.raises(ValueError, match=f"`{name}` and `set_{name}` cannot go together"):
            Client(base_url="http://a.test", api_key="key").with_options(**both)


def test_options_share_the_connections(api: Api) -> None:
    api.run(lambda client: client.with_options(api_key="other", base_url="http://b.test/").videos.retrieve("video_1"))
    assert str(api.requests[0].url) == "http://b.test/videos/video_1"
    assert api.requests[0].headers["authorization"] == "Bearer other"


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [(3.0, {"connect": 3.0, "read": 3.0, "write": 3.0, "pool": 3.0}), (None, dict.fromkeys(["connect", "read"]))],
)
def test_timeouts(api: Api, timeout: Any, expected: dict[str, Any]) -> None:
    api.run(lambda client: client.with_options(timeout=timeout).videos.retrieve("video_1"))
    assert expected.items() <= api.requests[0].extensions["timeout"].items()


def test_the_timeouts_by_default() -> None:
    with Client(base_url="http://a.test/v1", api_key="key") as client:
        assert client._connections.get().timeout.as_dict() == httpx.Timeout(600, connect=5).as_dict()


def test_a_timeout_of_the_http_client_holds() -> None:
    seen: list[Any] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"]["read"])
        return httpx.Response(200, json=VIDEO)

    with httpx.Client(transport=httpx.MockTransport(handle), timeout=7) as http:
        Client(base_url="http://a.test/v1", api_key="key", http_client=http).videos.retrieve("video_1")
    assert seen == [7]


def test_the_key_stays_on_its_host(api: Api) -> None:
    """Content may be kept elsewhere."""
    api.answers = [
        httpx.Response(302, headers={"location": "/v1/here"}),
        httpx.Response(307, headers={"location": "https://files.test/a"}),
        httpx.Response(200, content=b"data"),
    ]

    def use(client: Any) -> Any:
        if not api.asynchronous:
            return client.videos.download_content("video_1").read()

        async def both() -> Any:
            return await (await client.videos.download_content("video_1")).read()

        return both()

    assert api.run(use) == b"data"
    assert [request.headers.get("authorization") for request in api.requests] == ["Bearer key", "Bearer key", None]
    assert api.requests[-1].url.host == "files.test"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_write_is_not_redirected(api: Api, status: int) -> None:
    api.answers = [httpx.Response(status, headers={"location": "https://other.test/v1/videos"})]
    with pytest.raises(APIStatusError, match=r"redirects to .*; set base_url to https://other\.test/v1 "):
        api.call("create", prompt="x")
    assert len(api.requests) == 1


def test_a_key_that_changes_is_asked_for_before_each_attempt(api: Api) -> None:
    made = iter(["first", "second", "third", "fourth"])

    async def later() -> str:
        return next(made)

    for given in (lambda: next(made), later if api.asynchronous else lambda: next(made)):
        api.options = {"api_key": given, "max_retries": 1}
        api.answers = [httpx.Response(503, headers={"retry-after-ms": "1"})]
        assert api.run(lambda client: client.with_options(timeout=3).videos.retrieve("video_1")).id == "video_123"
    assert [each.headers["authorization"] for each in api.requests] == [
        "Bearer first",
        "Bearer second",
        "Bearer third",
        "Bearer fourth",
    ]


@pytest.mark.parametrize("key", ["", " ", " a", "a ", "a\n", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_whoever_gives_it(api: Api, key: str) -> None:
    for given in (key, lambda: key):
        api.options = {"api_key": given}
        with pytest.raises(OpenAIError, match="API key"):
            api.call("retrieve", "video_1")
    assert api.requests == []


def test_a_key_that_is_no_text_is_refused(api: Api) -> None:
    for given in (7, lambda: None, lambda: 7):
        api.options = {"api_key": given}
        with pytest.raises((TypeError, OpenAIError)):
            api.call("retrieve", "video_1")
    assert api.requests == []
