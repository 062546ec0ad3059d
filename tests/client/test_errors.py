"""Everything that can fail fails with an error of this package."""

from __future__ import annotations

import inspect
import socket
import threading
from typing import TYPE_CHECKING, Any

import httpx
import openai_videos
import pytest
from openai_videos import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConflictError,
    InternalServerError,
    NotFoundError,
    OpenAIError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Api

ENVELOPE = {"error": {"message": "No.", "type": "invalid_request_error", "param": "seconds", "code": "invalid_value"}}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (405, APIStatusError),
        (409, ConflictError),
        (413, APIStatusError),
        (415, APIStatusError),
        (422, UnprocessableEntityError),
        (429, RateLimitError),
        (500, InternalServerError),
        (503, InternalServerError),
        (599, InternalServerError),
    ],
)
@pytest.mark.parametrize("method", ["retrieve", "download_content"])
def test_each_status_has_its_error(api: Api, method: str, status: int, expected: type[APIStatusError]) -> None:
    api.answers = [httpx.Response(status, json=ENVELOPE, headers={"x-request-id": "req_1"})]
    with pytest.raises(APIStatusError) as caught:
        api.call(method, "video_123")
    error = caught.value
    assert type(error) is expected
    assert (error.status_code, error.message, error.code, error.type) == (
        status,
        "No.",
        "invalid_value",
        "invalid_request_error",
    )
    assert (error.param, error.request_id, error.body) == ("seconds", "req_1", ENVELOPE["error"])
    assert error.response.status_code == status
    assert all(text in str(error) for text in ("No.", str(status), "invalid_value", "req_1"))


@pytest.mark.parametrize(
    ("response", "message", "code"),
    [
        (httpx.Response(502, text="<html><h1>Bad gateway</h1></html>"), "<html><h1>Bad gateway</h1></html>", None),
        (
            httpx.Response(422, json={"detail": [{"loc": ["body", "prompt"], "msg": "too short"}]}),
            "body.prompt: too",
            None,
        ),
        (httpx.Response(404, json={"detail": "Not Found"}), "Not Found", None),
        (httpx.Response(400, json={"title": "Bad", "status": 400}), "Bad", None),
        (httpx.Response(400, json="bare"), "bare", None),
        (httpx.Response(400, json={"error": "bare"}), "bare", None),
        (httpx.Response(400, json={"error": {"code": 17}}), "17", "17"),
        (httpx.Response(400, json={"error": {"message": None, "code": None, "type": 3}}), "error", None),
        (httpx.Response(400, json={"message": "flat", "code": "c"}), "flat", "c"),
        (httpx.Response(500), "Internal Server Error", None),
        (httpx.Response(599, content=b"\xff\xfe"), "", None),
        (httpx.Response(500, text="null"), "null", None),
        (httpx.Response(400, json=[]), "[]", None),
        (httpx.Response(400, json={"error": []}), "error", None),
    ],
)
def test_no_shape_of_error_is_too_odd(api: Api, response: httpx.Response, message: str, code: str | None) -> None:
    api.answers = [response]
    with pytest.raises(APIStatusError) as caught:
        api.call("retrieve", "video_123")
    assert message in caught.value.message
    assert caught.value.code == code
    assert caught.value.status_code == response.status_code


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpx.ConnectError("refused"), APIConnectionError),
        (httpx.RemoteProtocolError("closed"), APIConnectionError),
        (httpx.ReadError("reset"), APIConnectionError),
        (httpx.ConnectTimeout("slow"), APITimeoutError),
        (httpx.ReadTimeout("slow"), APITimeoutError),
        (httpx.PoolTimeout("busy"), APITimeoutError),
        (httpx.TooManyRedirects("loop"), APIConnectionError),
        (httpx.DecodingError("gzip"), APIConnectionError),
    ],
)
def test_no_error_of_the_http_library_comes_out(api: Api, failure: Exception, expected: type[APIError]) -> None:
    api.answers = [failure]
    with pytest.raises(APIError) as caught:
        api.call("retrieve", "video_123")
    assert type(caught.value) is expected
    assert type(caught.value.__cause__) is getattr(api.library, type(failure).__name__)


def test_the_tree_is_the_documented_one() -> None:
    errors = [cls for name in openai_videos.__all__ if inspect.isclass(cls := getattr(openai_videos, name))]
    errors = [cls for cls in errors if issubclass(cls, BaseException)]
    assert len(errors) == 17
    assert all(issubclass(cls, OpenAIError) for cls in errors)
    assert issubclass(APITimeoutError, APIConnectionError)
    assert issubclass(APIConnectionError, APIError)
    assert issubclass(APIStatusError, APIError)


@pytest.fixture
def serve() -> Iterator[Callable[[bytes | None], str]]:
    """Start servers that answer any connection with the given bytes and close it; None never answers."""
    sockets: list[socket.socket] = []

    def start(answer: bytes | None) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        sockets.append(listening)

        def run() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                sockets.append(connection)
                if answer is not None:
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.close()

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/v1"

    yield start
    for item in sockets:
        item.close()


def test_real_connections_that_go_wrong(serve: Callable[[bytes | None], str]) -> None:
    for answer in (b"", b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", b"nonsense\r\n\r\n"):
        with Client(base_url=serve(answer), api_key="key") as client, pytest.raises(APIConnectionError) as caught:
            client.videos.retrieve("video_123")
        assert type(caught.value) is APIConnectionError
    with Client(base_url=serve(None), api_key="key", timeout=0.2) as client, pytest.raises(APITimeoutError):
        client.videos.retrieve("video_123")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    client = Client(base_url=f"http://127.0.0.1:{port}/v1", api_key="key")
    with client, pytest.raises(APIConnectionError, match=f"127.0.0.1:{port}"):
        client.videos.retrieve("video_123")


@pytest.mark.parametrize("cls", [Client, AsyncClient])
def test_what_is_needed_is_said(cls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OpenAIError, match="api_key= or set OPENAI_API_KEY"):
        cls(base_url="http://a.test/v1")
    with pytest.raises(OpenAIError, match="base_url= or set OPENAI_BASE_URL"):
        cls(api_key="key")
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://b.test/v1/")
    client = cls()
    assert (client.api_key, client.base_url) == ("key", "http://b.test/v1")
    assert "key" not in repr(client)


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000/v1", "localhost", "ftp://a.test/v1", "http://", "http:///v1", "//a.test/v1", "http://a:b:c/v1",
     "http://a.test:99999/v1", "http://a test/v1", "http://a.test/v1#x", "http://a.test\n/v1"],
)  # fmt: skip
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(OpenAIError, match="of the form http"):
        Client(base_url=url, api_key="key")


@pytest.mark.parametrize("key", ["key\n", "k\u00e9y", "a\r\nX: y"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(OpenAIError, match="no header can carry") as caught:
        Client(base_url="http://a.test/v1", api_key=key)
    assert key not in str(caught.value)


def test_a_client_of_something_else_is_refused() -> None:
    settings: dict[str, Any] = {"base_url": "http://a.test/v1", "api_key": "key"}
    wrong: Any = object()
    with pytest.raises(TypeError, match=r"must be an httpx\.AsyncClient or httpx2\.AsyncClient, not object"):
        AsyncClient(**settings, http_client=wrong)
    with httpx.Client() as http, pytest.raises(TypeError, match="not Client"):
        AsyncClient(**settings, http_client=http)
    with pytest.raises(TypeError, match=r"must be an httpx\.Client or httpx2\.Client, not AsyncClient"):
        Client(**settings, http_client=httpx.AsyncClient())


REDIRECTS = {
    "https://other.test/api/v1/videos": "to https://other.test/api/v1/videos; set base_url to https://other.test/api/v1",
    "https://me:secret@other.test/v1/videos/?token=secret": (
        "to https://...@other.test/v1/videos/; set base_url to https://other.test/v1"
    ),
    "/v2/videos": "to http://videos.test/v2/videos; set base_url to http://videos.test/v2",
    "/v1/videos/": "to http://videos.test/v1/videos/: the path differs at its end alone, so no base URL helps",
    "https://other.test/login": "to https://other.test/login",
    "": "but not to a URL: ''",
}


@pytest.mark.parametrize(("location", "advice"), REDIRECTS.items())
def test_the_advice_after_a_redirected_write(api: Api, location: str, advice: str) -> None:
    api.answers = [httpx.Response(308, headers={"location": location})]
    with pytest.raises(APIStatusError) as caught:
        api.call("create", prompt="x")
    assert str(caught.value).startswith(f"The server redirects{',' * advice.startswith('but')} {advice}")
    assert "secret" not in str(caught.value)
    assert len(api.requests) == 1
    if base := advice.partition("set base_url to ")[2]:
        api.options = {"base_url": base}
        api.call("create", prompt="x")
        assert str(api.requests[-1].url) == advice.partition("to ")[2].partition(";")[0].rstrip("/").replace("...@", "")


@pytest.mark.parametrize("location", ["http://[::1", "mailto:me", "http://a.test:b"])
def test_a_redirect_to_what_is_no_url(api: Api, location: str) -> None:
    """One of the HTTP libraries raises for some of these before they are looked at."""
    api.answers = [httpx.Response(308, headers={"location": location})]
    with pytest.raises(APIError, match=r"but not to a URL|Invalid URL in location|path must be"):
        api.call("create", prompt="x")
    assert len(api.requests) == 1


@pytest.mark.parametrize("answer", [{"text": "<h1>Nothing here</h1>"}, {"json": {"detail": "Not Found"}}, {"text": ""}])
def test_a_wrong_prefix_is_hinted_at(api: Api, answer: Any) -> None:
    api.answers = [httpx.Response(404, **answer)]
    api.options = {"base_url": "http://me:secret@videos.test"}
    with pytest.raises(NotFoundError, match=r"the base URL right\? The path of http://\.\.\.@videos\.test, such"):
        api.call("retrieve", "video_1")


@pytest.mark.parametrize("answer", [{"error": {"message": "Video not found"}}, {"detail": "Video not found"}])
def test_what_is_not_there_is_no_wrong_prefix(api: Api, answer: Any) -> None:
    api.answers = [httpx.Response(404, json=answer)]
    with pytest.raises(NotFoundError) as caught:
        api.call("retrieve", "video_1")
    assert str(caught.value) == "Video not found (HTTP 404)"
