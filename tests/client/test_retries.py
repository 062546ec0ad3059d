"""What is sent again, when, and above all what is not."""

from __future__ import annotations

import asyncio
import email.utils
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from openai_videos import APIConnectionError, APIError, AsyncClient, Client

from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Api

CALLS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "create": ((), {"prompt": "x"}),
    "edit": ((), {"prompt": "x", "video": b"data"}),
    "extend": ((), {"prompt": "x", "seconds": "4", "video": {"id": "video_1"}}),
    "remix": (("video_1",), {"prompt": "x"}),
    "create_character": ((), {"name": "x", "video": b"data"}),
    "retrieve": (("video_1",), {}),
    "delete": (("video_1",), {}),
    "list": ((), {}),
    "download_content": (("video_1",), {}),
}
WRITES = list(CALLS)[:5]
READS = list(CALLS)[5:]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make pauses pass at once, and note them."""
    noted: list[float] = []

    async def pause(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(anyio, "sleep", pause)
    return noted


def _attempts(api: Api, method: str, answers: list[Any], **options: Any) -> int:
    """Count how often a request is sent when every answer is prepared, the last of them being good."""
    api.options = {"max_retries": 2} | options
    api.answers = answers
    arguments, named = CALLS[method]
    try:
        api.call(method, *arguments, **named)
    except APIError:
        return -len(api.requests)
    return len(api.requests)


def _status(status: int, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


UNSURE = [
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("disconnected"),
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    _status(500),
    _status(502),
    _status(503),
    _status(504),
    _status(408),
    _status(409),
    _status(500, retry_after="1"),
    _status(500, x_should_retry="true"),
]
SURE = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.PoolTimeout("busy"),
    _status(429),
    _status(429, retry_after="1"),
    _status(503, retry_after="1"),
]
FINAL = [
    _status(400),
    _status(404),
    _status(429, x_should_retry="false"),
    _status(503, retry_after="121"),
    httpx.UnsupportedProtocol("no"),
    httpx.TooManyRedirects("loop"),
]


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("answer", UNSURE, ids=str)
def test_what_may_have_made_a_job_is_not_sent_again(api: Api, pauses: list[float], method: str, answer: Any) -> None:
    assert _attempts(api, method, [answer]) == -1
    assert not pauses


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("answer", SURE, ids=str)
def test_what_was_not_processed_is_sent_again(api: Api, pauses: list[float], method: str, answer: Any) -> None:
    assert _attempts(api, method, [answer, answer]) == 3
    assert len(pauses) == 2


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("answer", UNSURE, ids=str)
def test_reads_are_sent_again(api: Api, pauses: list[float], method: str, answer: Any) -> None:
    assert _attempts(api, method, [answer, answer]) == 3
    assert len(pauses) == 2


@pytest.mark.parametrize("method", ["create", "retrieve"])
@pytest.mark.parametrize("answer", FINAL, ids=str)
def test_what_another_attempt_cannot_cure(api: Api, pauses: list[float], method: str, answer: Any) -> None:
    assert _attempts(api, method, [answer]) == -1


@pytest.mark.parametrize("answer", UNSURE, ids=str)
def test_writes_at_the_caller_s_risk(api: Api, pauses: list[float], answer: Any) -> None:
    assert _attempts(api, "create", [answer, answer], retry_writes=True) == 3


def test_the_count_ends_it(api: Api, pauses: list[float]) -> None:
    answers = [_status(429)] * 9
    assert _attempts(api, "create", list(answers)) == -3
    api.requests.clear()
    assert _attempts(api, "create", list(answers), max_retries=5) == -6
    api.requests.clear()
    assert _attempts(api, "create", list(answers), max_retries=0) == -1


def test_the_time_ends_it(api: Api, pauses: list[float]) -> None:
    answers: list[Any] = [_status(429, retry_after="30")] * 9
    assert _attempts(api, "create", list(answers), max_retries=8, retry_seconds=20) == -1
    api.requests.clear()
    assert _attempts(api, "create", list(answers), max_retries=8, retry_seconds=None) == -9


def test_options_of_the_retries_are_inherited(api: Api, pauses: list[float]) -> None:
    api.options = {"max_retries": 1, "retry_writes": True}
    api.answers = [_status(500), _status(500), _status(500), _status(500)]
    api.run(lambda client: client.with_options(timeout=3).with_options(max_retries=4).videos.create(prompt="x"))
    assert len(api.requests) == 5


@pytest.mark.parametrize("count", [-1, None, "2", 1.5])
def test_a_count_that_is_none_is_refused(count: Any) -> None:
    with pytest.raises(ValueError, match="`max_retries`"):
        Client(base_url="http://a.test/v1", api_key="key", max_retries=count)


@pytest.mark.parametrize("pause", [-1, 9, float("nan"), "1"])
def test_a_pause_is_a_number_of_seconds(pause: Any) -> None:
    with pytest.raises(ValueError, match="`retry_pause` must be seconds, 0 to 8"):
        Client(base_url="http://a.test/v1", api_key="key", retry_pause=pause)


def test_pauses_double_and_scatter(api: Api, pauses: list[float]) -> None:
    _attempts(api, "retrieve", [_status(500)] * 9, max_retries=7)
    for pause, most in zip(pauses, [0.5, 1, 2, 4, 8, 8, 8], strict=True):
        assert 0.75 * most <= pause <= most
    assert len({pause / most for pause, most in zip(pauses, [0.5, 1, 2, 4, 8, 8, 8], strict=True)}) > 1


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"retry-after-ms": "20", "retry-after": "7"}, 0.02),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"}, None),
        ({"retry-after": "Sun, 99 Nov 1994 08:49:37 GMT"}, None),
    ],
)
def test_the_pause_that_the_server_asks_for(
    api: Api, pauses: list[float], headers: dict[str, str], pause: float | None
) -> None:
    assert _attempts(api, "create", [httpx.Response(429, headers=headers)]) == 2
    assert pauses == [pause] if pause else 0.3 < pauses[0] <= 0.5


def test_a_date_to_come_back_at(api: Api, pauses: list[float]) -> None:
    date = email.utils.formatdate(time.time() + 60, usegmt=True)
    assert _attempts(api, "create", [_status(429, retry_after=date)]) == 2
    assert 55 < pauses[0] <= 60


def test_a_key_names_the_write_and_not_the_attempt(api: Api, pauses: list[float]) -> None:
    for _ in range(2):
        assert _attempts(api, "create", [_status(429), _status(429)]) % 3 == 0
    keys = [request.headers["idempotency-key"] for request in api.requests]
    assert len(set(keys[:3])) == len(set(keys[3:])) == 1
    assert len(set(keys)) == 2
    api.call("retrieve", "video_1")
    api.call("delete", "video_1")
    assert not any("idempotency-key" in request.headers for request in api.requests[-2:])


def test_every_attempt_sends_the_file_whole(api: Api, pauses: list[float], tmp_path: Any) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"data" * 1000)
    api.options = {"max_retries": 2}
    for source in (str(path), path.open("rb")):
        api.answers = [_status(429), _status(429)]
        api.call("edit", prompt="x", video=source)
        assert [b"data" * 1000 in request.content for request in api.requests] == [True] * 3
        api.requests.clear()


def test_a_pipe_cannot_be_sent_twice(api: Api, pauses: list[float]) -> None:
    for answer, attempts in ((_status(429), 1), (httpx.ConnectError("refused"), 1)):
        reading, writing = os.pipe()
        os.write(writing, b"data")
        os.close(writing)
        api.options = {"max_retries": 2}
        api.requests.clear()
        api.answers = [answer]
        with os.fdopen(reading, "rb") as pipe, pytest.raises(APIError):
            api.call("edit", prompt="x", video=pipe)
        assert len(api.requests) == attempts


class _Rude:
    """A server that reads so much of a request, then resets the connection; the third request is answered."""

    def __init__(self, read: int | None) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.read = read
        self.seen = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            self.seen += 1
            taken = connection.recv(self.read or 65536)
            if self.seen == 3 or self.read is None:
                while not taken.rstrip().endswith(b"--"):
                    taken = taken[-9:] + connection.recv(1 << 20)
            if self.seen == 3:
                body = b'{"id": "video_1"}'
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
                connection.close()
                continue
            # With nothing lingering, closing is a reset.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()


@pytest.fixture
def rude() -> Iterator[Callable[[int | None], _Rude]]:
    made: list[_Rude] = []

    def start(read: int | None) -> _Rude:
        made.append(_Rude(read))
        return made[-1]

    yield start
    for server in made:
        server.listening.close()


def _edit(server: _Rude, data: bytes, asynchronous: bool) -> Any:
    url = f"http://127.0.0.1:{server.listening.getsockname()[1]}"
    settings: dict[str, Any] = {"base_url": url, "api_key": "key", "retry_pause": 0.01}
    if not asynchronous:
        with Client(**settings) as client:
            return client.videos.edit(prompt="x", video=data).id

    async def main() -> Any:
        async with AsyncClient(**settings) as client:
            return (await client.videos.edit(prompt="x", video=data)).id

    return asyncio.run(main())


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_reset_before_the_end_of_the_request(rude: Callable[[int | None], _Rude], asynchronous: bool) -> None:
    server = rude(100)
    assert _edit(server, b"v" * 20_000_000, asynchronous) == "video_1"
    assert server.seen == 3


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_reset_after_the_end_of_the_request(rude: Callable[[int | None], _Rude], asynchronous: bool) -> None:
    server = rude(None)
    with pytest.raises(APIConnectionError):
        _edit(server, b"v", asynchronous)
    assert server.seen == 1


def test_the_retried_video_is_the_answer(api: Api, pauses: list[float]) -> None:
    api.options = {"max_retries": 1}
    api.answers = [_status(429), httpx.Response(200, json=VIDEO | {"id": "video_9"})]
    assert api.call("create", prompt="x").id == "video_9"
