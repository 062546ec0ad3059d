"""Nothing that a file, an address, an argument or the environment can be breaks out as an error of another library."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import sys
from typing import TYPE_CHECKING, Any

import httpx
import openai_videos
import pytest
from openai_videos import APIConnectionError, AsyncClient, Client, OpenAIError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .conftest import Api

HALF = "a\ud800b"
LONG = "a" * 64
BAD_HOSTS = [f"{LONG}.test", "a..test", ".test"]
SECURED = "https://127.0.0.1:9/v1"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Changing(io.FileIO):
    """A file that changes its length once it was begun."""

    def __init__(self, path: Path, length: int) -> None:
        super().__init__(path)
        self._path, self._length = path, length

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        if piece:
            os.truncate(self._path, self._length)
        return piece


@pytest.mark.parametrize(("length", "amount"), [(70_000, "70000 bytes,"), (400_000, "or more,"), (0, "bytes,")])
def test_a_file_that_changes_while_it_is_sent(api: Api, tmp_path: Path, length: int, amount: str) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(300_000))
    api.options = {"max_retries": 2}
    with (
        Changing(path, length) as file,
        pytest.raises(ValueError, match=f"the file of `video`, which changed meanwhile, gave .*{amount} where a"),
    ):
        api.call("edit", prompt="x", video=file)


def test_a_file_that_changed_between_two_attempts(api: Api, tmp_path: Path) -> None:
    """What is sent is what was there when the call began, or nothing."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(bytes(300_000))

    def grow(_: httpx.Request) -> httpx.Response:
        path.write_bytes(bytes(300_001))
        return httpx.Response(429, headers={"retry-after-ms": "1"})

    api.options = {"max_retries": 1}
    api.answers = [grow]
    with pytest.raises(ValueError, match="the file of `video`"):
        api.call("edit", prompt="x", video=path)


ARGUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "prompt": ("create", {"prompt": HALF}),
    "model": ("create", {"prompt": "x", "model": HALF}),
    "video_id": ("retrieve", {"video_id": HALF}),
    "after": ("list", {"after": HALF}),
    "name": ("create_character", {"name": HALF, "video": b"x"}),
    "video": ("create_character", {"name": "x", "video": (HALF, b"x")}),
    "input_reference": ("create", {"prompt": "x", "input_reference": {"image_url": HALF}}),
    "extra_query": ("retrieve", {"video_id": "x", "extra_query": {"a": {"b": [HALF]}}}),
    "extra_body": ("create", {"prompt": "x", "extra_body": {"a": {HALF: "b"}}}),
}
MORE_ARGUMENTS = [
    *ARGUMENTS.items(),
    ("prompt", ("remix", {"video_id": "x", "prompt": HALF})),
    ("video", ("edit", {"prompt": "x", "video": openai_videos.Upload([b"x"], 1, filename=HALF)})),
    ("extra_query", ("retrieve", {"video_id": "x", "extra_query": {HALF: "a"}})),
    ("extra_body", ("remix", {"video_id": "x", "prompt": "y", "extra_body": {"a": [{"b": HALF}]}})),
]


@pytest.mark.parametrize(("name", "call"), MORE_ARGUMENTS)
def test_half_a_character_is_named(api: Api, name: str, call: tuple[str, dict[str, Any]]) -> None:
    method, arguments = call

    def use(client: Any) -> Any:
        pending = getattr(client.videos, method)(**arguments)
        return _awaited(pending) if api.asynchronous else pending

    with pytest.raises(ValueError, match=f"`{name}` holds half of a surrogate pair.*ud800"):
        api.run(use)
    assert api.requests == []


async def _awaited(pending: Any) -> Any:
    return await pending


def test_half_a_character_in_the_name_of_a_file(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "\udcff.mp4"
    path.write_bytes(b"data")
    with pytest.raises(ValueError, match="`video` holds half of a surrogate pair"):
        api.call("edit", prompt="x", video=path)
    api.call("edit", prompt="x", video=("clip.mp4", path))
    assert api.parts()[1].content == b"data"


def test_half_a_character_in_the_query_of_every_request() -> None:
    with pytest.raises(ValueError, match="`default_query` holds half of a surrogate pair"):
        Client(base_url="http://a.test", api_key="key", default_query={"a": HALF})


def test_errors_of_what_gives_the_bytes_stay_as_they_are(api: Api) -> None:
    def pieces() -> Any:
        yield HALF.encode()

    with pytest.raises(UnicodeEncodeError):
        api.call("edit", prompt="x", video=openai_videos.Upload(pieces(), 3))


@pytest.mark.parametrize("host", [*BAD_HOSTS, "\u00e4" * 64 + ".test", "a.test:99999999", "a.test:0", "a.test:b"])
def test_a_base_url_where_nothing_can_be(host: str) -> None:
    with pytest.raises(OpenAIError, match="is not of the form"):
        Client(base_url=f"http://{host}/v1", api_key="key")


@pytest.mark.parametrize("host", [*BAD_HOSTS, "a.test:99999999", "a.test:65536"])
@pytest.mark.parametrize("method", ["retrieve", "download_content"])
def test_a_redirect_to_where_nothing_can_be(api: Api, host: str, method: str) -> None:
    api.answers = [httpx.Response(302, headers={"location": f"http://me:secret@{host}/x"})]
    api.options = {"max_retries": 2}
    with pytest.raises(APIConnectionError, match="redirects to where nothing can be") as caught:
        api.call(method, "video_1")
    assert len(api.requests) == 1
    assert "secret" not in str(caught.value)


def _retrieved(asynchronous: bool, url: str = "http://127.0.0.1:9/v1", **settings: Any) -> Any:
    if not asynchronous:
        with Client(base_url=url, api_key="key", max_retries=0, **settings) as client:
            return client.videos.retrieve("video_1")

    async def main() -> Any:
        async with AsyncClient(base_url=url, api_key="key", max_retries=0, **settings) as client:
            return await client.videos.retrieve("video_1")

    return asyncio.run(main())


BAD_PROXIES = {
    "socks://127.0.0.1:9": "its scheme is 'socks'",
    "ftp://127.0.0.1:9": "its scheme is 'ftp'",
    "http://[::1": "it is no URL",
    f"http://{LONG}.test": "a part of the host name",
    "http://me:secret@127.0.0.1:99999": "there is no port 99999",
}


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(("proxy", "reason"), BAD_PROXIES.items())
@pytest.mark.parametrize("name", ["HTTP_PROXY", "all_proxy"])
def test_a_proxy_that_cannot_be(
    library: Any, monkeypatch: pytest.MonkeyPatch, asynchronous: bool, proxy: str, reason: str, name: str
) -> None:
    monkeypatch.setenv(name, proxy)
    for url in ("http://127.0.0.1:9/v1", SECURED):
        with pytest.raises(OpenAIError, match=f"{name} is no proxy that can be used, since {reason}") as caught:
            _retrieved(asynchronous, url)
        assert "secret" not in str(caught.value)
    for setting, value in (("NO_PROXY", "a.test, *"), (name, "")):
        with monkeypatch.context() as other:
            other.setenv(setting, value)
            with pytest.raises(APIConnectionError):
                _retrieved(asynchronous)


def test_a_proxy_of_the_callers_own_is_what_counts(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:9")
    with (
        openai_videos.DefaultHttpxClient(trust_env=False) as http,
        pytest.raises(APIConnectionError),
    ):
        _retrieved(False, http_client=http)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_certificates_that_cannot_be_read(
    library: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asynchronous: bool
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no PEM")
    for path in (tmp_path / "missing.pem", empty, tmp_path):
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        with pytest.raises(OpenAIError, match=f"SSL_CERT_FILE is '{path}', where no certificates can be read from"):
            _retrieved(asynchronous, SECURED)


def test_a_key_log_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)  # which does without such a file
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "missing" / "keys"))
    with pytest.raises(OpenAIError, match=r"SSLKEYLOGFILE is '.*keys', where no keys can be written \(No such file"):
        _retrieved(False, SECURED)


@pytest.fixture
def silent() -> Iterator[str]:
    """Give the URL of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


@pytest.mark.parametrize("header", [{"content-length": "5"}, {"content-length": "5000000"}])
def test_a_length_that_is_not_that_of_the_body(library: Any, header: dict[str, str], silent: str) -> None:
    with Client(base_url=silent, api_key="key", max_retries=0) as client, pytest.raises(APIConnectionError):
        client.videos.remix("video_1", prompt="x", extra_headers=header)


def test_a_name_that_only_the_wire_refuses(library: Any) -> None:
    """The HTTP client is the caller's own, and so is its proxy."""
    with (
        library.Client(proxy=f"http://{LONG}.test:9") as http,
        pytest.raises(APIConnectionError, match="No host can have this name"),
    ):
        _retrieved(False, http_client=http)


def test_a_loop_that_is_closed(library: Any) -> None:
    def fail(_: Any) -> Any:
        raise RuntimeError("Event loop is closed")

    http = library.AsyncClient(transport=library.MockTransport(fail))
    with pytest.raises(APIConnectionError, match="make an http_client for each"):
        _retrieved(True, http_client=http)


USES: list[Callable[[Client], object]] = [repr, str]


@pytest.mark.parametrize("use", USES)
def test_a_password_in_the_base_url_is_not_shown(use: Callable[[Client], object]) -> None:
    client = Client(base_url="https://me:pass@word@a.test/v1?key=secret", api_key="key")
    assert use(client) == "Client(base_url='https://...@a.test/v1')"


@pytest.mark.parametrize(
    "url",
    ["https://me:secret@/v1", "ftp://me:secret@a.test", "me:secret@a.test", "https://a b/?key=secret", "//a:secret@b"],
)
def test_a_refused_base_url_tells_no_secret(url: str) -> None:
    with pytest.raises(OpenAIError, match="is not of the form") as caught:
        Client(base_url=url, api_key="key")
    assert "secret" not in str(caught.value)
