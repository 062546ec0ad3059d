"""What a client sends with everything, and what it refuses to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import openai_videos
import pytest
from openai_videos import NOT_GIVEN, AsyncClient, Client, NotGiven, Omit, not_given, omit

from .conftest import VIDEO

if TYPE_CHECKING:
    from .conftest import Api


def test_default_headers_and_query(api: Api) -> None:
    api.options = {"default_headers": {"X-A": "1", "user-agent": "me"}, "default_query": {"api-version": "preview"}}
    api.call("retrieve", "video_1")
    api.call("retrieve", "video_1", extra_headers={"x-a": "2"}, extra_query={"api-version": "v1", "b": "c"})
    api.run(lambda client: client.copy(default_headers={"x-b": "3"}, default_query={"d": "e"}).videos.retrieve("a"))
    assert [request.headers["x-a"] for request in api.requests] == ["1", "2", "1"]
    assert [request.headers["user-agent"] for request in api.requests] == ["me"] * 3
    assert api.requests[2].headers["x-b"] == "3"
    assert [dict(request.url.params) for request in api.requests] == [
        {"api-version": "preview"},
        {"api-version": "v1", "b": "c"},
        {"api-version": "preview", "d": "e"},
    ]


def test_a_base_url_with_a_query(api: Api) -> None:
    api.options = {"base_url": "https://a.test/openai/v1/?api-version=preview&x=", "default_query": {"x": "y"}}
    api.answers = [httpx.Response(200, json=VIDEO), httpx.Response(200, json={"data": [VIDEO], "has_more": False})]
    api.call("retrieve", "video_1")
    assert str(api.requests[0].url) == "https://a.test/openai/v1/videos/video_1?api-version=preview&x=y"
    api.requests.clear()
    api.run(lambda client: client.with_options(timeout=3).videos.retrieve("video_1"))
    assert api.requests[0].url.query == b"api-version=preview&x=y"


def test_a_base_url_whose_query_repeats_a_name(api: Api) -> None:
    api.options = {"base_url": "https://a.test/v1?tag=a&tag=b&version=1"}
    api.call("retrieve", "video_1")
    api.run(lambda client: client.with_options(timeout=3).videos.retrieve("video_1", extra_query={"version": 2}))
    api.call("retrieve", "video_1", extra_query={"tag": "c"})
    api.run(lambda client: client.with_options(base_url="https://b.test?x=y").videos.retrieve("video_1"))
    queries = [request.url.query for request in api.requests]
    assert queries == [b"tag=a&tag=b&version=1", b"tag=a&tag=b&version=2", b"version=1&tag=c", b"x=y"]


def test_organization_and_project(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    api.call("retrieve", "video_1")
    assert not {"openai-organization", "openai-project"} & set(api.requests[0].headers)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-1")
    api.call("retrieve", "video_1")
    api.options = {"organization": "org-2", "project": ""}
    api.call("retrieve", "video_1")
    sent = [tuple(r.headers.get(f"openai-{name}") for name in ("organization", "project")) for r in api.requests]
    assert sent == [(None, None), ("org-1", "proj-1"), ("org-2", None)]


def test_what_was_not_given_is_not_sent(api: Api) -> None:
    assert (NotGiven, NOT_GIVEN, NOT_GIVEN) == (Omit, not_given, omit)
    assert not NOT_GIVEN
    api.call("create", prompt="x", seconds=omit, size=NOT_GIVEN, input_reference=not_given, extra_body={"a": omit})
    assert [part.name for part in api.parts()] == ["prompt"]
    page = {"data": [], "has_more": False}
    api.answers = [httpx.Response(200, json=page)]

    def use(client: Any) -> Any:
        return client.videos.list(limit=omit, after=NOT_GIVEN, extra_query={"a": omit, "b": "c"})

    api.run(use)
    assert api.requests[1].url.query == b"b=c"
    api.call("retrieve", "video_1", extra_headers={"Authorization": omit, "accept": "*/*"})
    assert "authorization" not in api.requests[2].headers
    api.answers = [httpx.Response(200, json=VIDEO | {"status": "completed"})]
    assert api.call("poll", "video_1", poll_interval_ms=NOT_GIVEN).status == "completed"


KEYLESS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"Authorization": omit}, {}),
    ({"authorization": "Token abc"}, {"authorization": "Token abc"}),
    ({"api-key": "abc"}, {"api-key": "abc"}),
    ({"X-Goog-Api-Key": "abc", "x-other": "d"}, {"x-goog-api-key": "abc"}),
]


@pytest.mark.parametrize(("headers", "sent"), KEYLESS)
@pytest.mark.parametrize("key", [None, ""])
def test_no_key_where_it_goes_elsewhere(api: Api, headers: Any, sent: dict[str, str], key: str | None) -> None:
    api.options = {"api_key": key, "default_headers": headers}
    api.call("retrieve", "video_1")
    api.run(lambda client: client.with_options(timeout=3).videos.retrieve("video_1"))
    for request in api.requests:
        assert {name: request.headers[name] for name in KEY_NAMES & set(request.headers)} == sent


KEY_NAMES = {"authorization", "api-key", "x-goog-api-key"}


def test_a_key_in_a_header_of_the_environment(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "api-key: abc")
    api.options = {"api_key": None}
    api.call("retrieve", "video_1")
    assert KEY_NAMES & set(api.requests[0].headers) == {"api-key"}


@pytest.mark.parametrize("headers", [None, {"x-other": "a"}, {"idempotency-key": "a"}])
def test_no_key_and_nothing_said_of_it(headers: Any) -> None:
    with pytest.raises(
        openai_videos.OpenAIError, match=r"sends none; one that wants it in another header gets it there"
    ):
        Client(base_url="http://a.test", default_headers=headers)


@pytest.mark.parametrize("value", ["a\r\nx-b: c", "a\nb", "a\0b", "\u00e9", "\ud800"])
@pytest.mark.parametrize("where", ["extra", "default"])
def test_a_header_cannot_be_smuggled_in(api: Api, where: str, value: str) -> None:
    headers = {"x-a": value}
    api.options = {"default_headers": headers} if where == "default" else {}
    with pytest.raises(ValueError, match="the header 'x-a' holds") as caught:
        api.call("retrieve", "video_1", extra_headers=headers if where == "extra" else None)
    assert value not in str(caught.value), "it may be a secret"
    assert api.requests == []


@pytest.mark.parametrize("text", ["video/mp4\r\nx-b: c", "a\nb", "\u00e9/x"])
def test_a_part_cannot_be_smuggled_in(api: Api, text: str) -> None:
    for file in (("a.mp4", b"data", text), openai_videos.Upload([b"data"], 4, content_type=text)):
        with pytest.raises(ValueError, match="the media type of `video` holds"):
            api.call("edit", prompt="x", video=file)
    assert api.requests == []
    api.call("edit", prompt="x", video=('a"; name="b"\r\nx-b: c\r\n\r\n--', b"data"))
    assert [(part.name, part.content) for part in api.parts()] == [("prompt", b"x"), ("video", b"data")]
    assert b"\r\nx-b" not in api.requests[0].content


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "\u00e9"])
def test_a_name_that_no_header_can_have(api: Api, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a header"):
        api.call("retrieve", "video_1", extra_headers={name: "a"})
    with pytest.raises(TypeError, match="the header 'a' must be a str, not int"):
        api.call("retrieve", "video_1", extra_headers={"a": 1})


@pytest.mark.parametrize("other", [httpx, httpx2])
def test_a_timeout_of_either_library(api: Api, other: Any) -> None:
    api.options = {"timeout": other.Timeout(3, read=4)}
    api.call("retrieve", "video_1")
    api.call("retrieve", "video_1", timeout=other.Timeout(5))
    assert [request.extensions["timeout"]["read"] for request in api.requests] == [4, 5]


def test_the_timeout_and_the_clients_are_those_of_the_library(library: Any) -> None:
    assert openai_videos.Timeout is library.Timeout
    with openai_videos.DefaultHttpxClient(headers={"x-a": "b"}) as http:
        assert isinstance(http, library.Client)
        assert (http.timeout.read, http.timeout.connect, http.headers["x-a"]) == (600, 5, "b")
        client = Client(base_url="http://a.test", api_key="key", http_client=http)
        assert client._connections.get() is http
    assert isinstance(openai_videos.DefaultAsyncHttpxClient(), library.AsyncClient)
    with Client(base_url="http://a.test", api_key="key") as client:
        assert isinstance(client._connections.get(), library.Client)
        assert not client.is_closed()
    assert client.is_closed()


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_a_client_of_either_library_works(library: Any, module: Any) -> None:
    """What is installed does not matter to a client that was handed in."""
    transport = module.MockTransport(lambda _: module.Response(200, json=VIDEO))
    with module.Client(transport=transport) as http:
        video = Client(base_url="http://a.test/v1", api_key="key", http_client=http).videos.retrieve("video_1")
    assert video.id == "video_123"


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_errors_of_a_client_that_was_handed_in(module: Any) -> None:
    def fail(_: Any) -> Any:
        raise module.ConnectError("refused")

    with module.Client(transport=module.MockTransport(fail)) as http:
        client = Client(base_url="http://a.test/v1", api_key="key", http_client=http, max_retries=0)
        with pytest.raises(openai_videos.APIConnectionError, match="refused"):
            client.videos.retrieve("video_1")


def test_certificates_are_read_once(library: Any) -> None:
    def context(client: Any) -> Any:
        return client._connections.get()._transport._pool._ssl_context

    one, two = (Client(base_url="https://a.test", api_key="key") for _ in range(2))
    assert context(one) is context(two) is context(AsyncClient(base_url="https://a.test", api_key="key"))


def test_every_secret_stays_on_its_host(api: Api) -> None:
    api.answers = [
        httpx.Response(302, headers={"location": "https://files.test/a"}),
        httpx.Response(302, headers={"location": "http://videos.test/b"}),
        httpx.Response(200, json=VIDEO),
    ]
    api.options = {"default_headers": {"api-key": "s", "x-other": "t"}, "organization": "o"}
    api.call("retrieve", "video_1", extra_headers={"Range": "bytes=1-"})
    secret = {"authorization", "api-key", "x-other", "openai-organization"}
    assert [secret & set(request.headers) for request in api.requests] == [secret, set(), set()]
    assert [request.headers["range"] for request in api.requests] == ["bytes=1-"] * 3
    assert api.requests[1].headers["host"] == "files.test"


def test_redirects_end(api: Api) -> None:
    api.answers = [httpx.Response(302, headers={"location": "/again"}) for _ in range(30)]
    with pytest.raises(openai_videos.APIStatusError, match="redirects to"):
        api.call("retrieve", "video_1")
    assert len(api.requests) == 21


def test_the_password_of_an_http_client_stays_on_its_host(library: Any) -> None:
    seen: list[Any] = []

    def handle(request: Any) -> Any:
        seen.append(request)
        elsewhere = {"location": "https://files.test/a"}
        return library.Response(200, json=VIDEO) if len(seen) == 2 else library.Response(302, headers=elsewhere)

    with library.Client(transport=library.MockTransport(handle), auth=("me", "secret")) as http:
        Client(base_url="http://a.test/v1", api_key="key", http_client=http).videos.retrieve("video_1")
    assert [request.headers.get("authorization", "none")[:5] for request in seen] == ["Basic", "none"]


@pytest.mark.parametrize("body", [{}, {"id": None}, {"id": ""}, {"id": 7, "status": "queued"}])
def test_a_job_without_an_id_cannot_be_waited_for(api: Api, body: dict[str, Any]) -> None:
    api.answers = [httpx.Response(200, json=body)]
    with pytest.raises(openai_videos.APIResponseValidationError, match="no id") as caught:
        api.call("create_and_poll", prompt="x")
    assert caught.value.body == body
    assert len(api.requests) == 1
