"""What goes over connections that the client makes itself: the same as over an HTTP client that it is given."""

from __future__ import annotations

import json
from http.server import ThreadingHTTPServer
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai_videos import Client, omit

from ..serving import ANY_PORT, Handler, serving
from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = json.dumps(VIDEO).encode()


class _Server(ThreadingHTTPServer):
    """Keeps the first line and the headers of each request, and sets a cookie where it is told one."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, list[tuple[str, str]]]] = []
        self.cookie = ""
        super().__init__(ANY_PORT, _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(Handler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        headers = sorted((name.lower(), value) for name, value in self.headers.items())
        self.server.seen.append((self.requestline, headers))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(BODY)))
        if self.server.cookie:
            self.send_header("set-cookie", self.server.cookie)
        self.end_headers()
        self.wfile.write(BODY)

    do_DELETE = do_GET


@pytest.fixture(scope="module")
def server() -> Iterator[_Server]:
    with serving(_Server()) as listening:
        yield listening


NAMES = st.text(ascii_letters + digits + "-", min_size=1, max_size=9).map(lambda name: f"x-{name}")
NAMES |= st.sampled_from(["Accept", "User-Agent", "accept-encoding", "Authorization", "host", "connection"])
HEADERS = st.dictionaries(NAMES, st.text(ascii_letters, min_size=1, max_size=5) | st.just(omit), max_size=3)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = TEXTS | st.integers() | st.booleans() | st.none() | st.lists(TEXTS, max_size=2) | st.just(omit)
QUERIES = st.dictionaries(st.text(ascii_letters + "[]&= äß", min_size=1, max_size=4), VALUES, max_size=3)
CALLS = st.fixed_dictionaries(
    {},
    optional={
        "extra_headers": HEADERS,
        "extra_query": QUERIES,
        "timeout": st.floats(5, 60) | st.none(),
    },
)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "default_headers": HEADERS,
        "default_query": QUERIES,
        "timeout": st.floats(5, 60) | st.none(),
        "organization": st.text(ascii_letters, min_size=1, max_size=5),
    },
)
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda text: text.strip() not in ("", ".", "..")
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None, derandomize=True)
@given(
    options=SETTINGS,
    calls=st.lists(st.tuples(st.sampled_from(["retrieve", "delete"]), IDS, CALLS), min_size=1, max_size=4),
    base_query=st.sampled_from(["", "?api-version=preview", "?a=1&a=2&b=%C3%A4"]),
    base_path=st.sampled_from(["", "/", "/ä b%20c"]),
)
def test_requests_are_those_of_a_given_client(
    server: _Server,
    library: Any,
    options: dict[str, Any],
    calls: list[tuple[str, str, dict[str, Any]]],
    base_query: str,
    base_path: str,
) -> None:
    base_url = f"{server.url}{base_path.replace(' ', '')}{base_query}"
    everything = {"base_url": base_url, "api_key": "key", "max_retries": 0, **options}

    def sent(**more: Any) -> list[Any]:
        server.seen = []
        with Client(**everything, **more) as client:
            for method, identity, call in calls:
                getattr(client.videos, method)(identity, **call)
        return server.seen

    assert sent() == sent(http_client=library.Client())


def test_a_cookie_is_sent_back(server: _Server, library: Any) -> None:
    del library
    server.seen, server.cookie = [], "station=7; Path=/"
    with Client(base_url=server.url, api_key="key") as client:
        client.videos.retrieve("video_1")
        client.videos.retrieve("video_1")
    server.cookie = ""
    assert [dict(headers).get("cookie") for _, headers in server.seen] == [None, "station=7"]


def test_each_client_sends_its_own_key_and_headers_over_shared_connections(server: _Server, library: Any) -> None:
    del library
    server.seen = []
    keys = iter(["first", "second"])
    with Client(base_url=server.url, api_key=lambda: next(keys)) as client:
        client.videos.retrieve("video_1")
        client.with_options(api_key="other", default_headers={"x-of": "other"}).videos.retrieve("video_1")
        client.videos.retrieve("video_1")
    seen = [dict(headers) for _, headers in server.seen]
    assert [(headers["authorization"], headers.get("x-of")) for headers in seen] == [
        ("Bearer first", None),
        ("Bearer other", "other"),
        ("Bearer second", None),
    ]
