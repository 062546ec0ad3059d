"""Connections that are held open, cut short or flooded: the server lets go of them, and tells why where it can."""

import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import httpx
import pytest
from openai_videos_mock import MockSettings, SettingsError, run_server, serve

from .conftest import MODULE, started

GET = b"GET /v1/videos HTTP/1.1\r\nHost: a.test\r\n"
POST = b"POST /v1/videos HTTP/1.1\r\nHost: a.test\r\n"
JSON = b"Content-Type: application/json\r\n"
FORM = b"Content-Type: multipart/form-data; boundary=b\r\n"
HALF = {
    "nothing": b"",
    "line": b"GET /v1/vid",
    "head": GET + b"X-Endless: ",
    "json": POST + JSON + b'Content-Length: 1000\r\n\r\n{"prompt',
    "chunk": POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    "form": POST + FORM + b"Content-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; na",
    "ignored": GET + b"Content-Length: 1000\r\n\r\n{",
}
Open = Callable[[str], socket.socket]


@pytest.fixture
def connect_to() -> Iterator[Open]:
    """Open connections to a server that last as long as the test."""
    with ExitStack() as stack:

        def connect(url: str) -> socket.socket:
            address = httpx.URL(url)
            connection = socket.create_connection((address.host, address.port or 0), timeout=20)
            return stack.enter_context(closing(connection))

        yield connect


def read(connection: socket.socket) -> bytes:
    """Give all that comes until the connection is closed."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def listed(connection: socket.socket) -> bool:
    """Ask for the list, and tell whether it comes."""
    connection.sendall(GET + b"\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        answer += connection.recv(65536)
    return answer.startswith(b"HTTP/1.1 200 ")


def error(answer: bytes) -> tuple[int, str | None]:
    """Give the status and the code of a refusal, which is in the envelope and says that the connection ends."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert b"x-request-id: req_" in head
    return int(head.split()[1]), json.loads(body)["error"]["code"]


@pytest.mark.parametrize("faults", [(), ("video-size-null",)])
def test_a_request_that_stops_half_way_is_not_waited_for(connect_to: Open, faults: tuple[str, ...]) -> None:
    with serve(MockSettings(request_seconds=0.2, faults=faults)) as url:
        connections = {name: connect_to(url) for name in HALF}
        for name, connection in connections.items():
            connection.sendall(HALF[name])
        answers = {name: read(connection) for name, connection in connections.items()}
        assert answers.pop("nothing") == b""
        if not faults:
            # What a list claims to hold is not looked at: it is answered, once.
            assert answers["ignored"].startswith(b"HTTP/1.1 200 ")
            assert answers.pop("ignored").count(b"HTTP/1.1") == 1
        assert {error(answer) for answer in answers.values()} == {(408, "request_timeout")}
        assert httpx.get(f"{url}/videos").json()["data"] == []


def test_a_second_request_on_a_connection_is_not_waited_for_either(connect_to: Open) -> None:
    with serve(MockSettings(request_seconds=0.2)) as url:
        connection = connect_to(url)
        connection.sendall(GET + b"\r\n" + GET)
        answers = read(connection).split(b"HTTP/1.1 ")
        assert [answer[:3] for answer in answers] == [b"", b"200", b"408"]


@pytest.mark.parametrize(
    "line", [b"X: " + b"x" * 200_000, b"".join(b"X-%d: x\r\n" % number for number in range(20_000))]
)
def test_a_head_has_a_limit(connect_to: Open, line: bytes) -> None:
    with serve() as url:
        connection = connect_to(url)
        try:
            connection.sendall(GET + line)
            answer = read(connection)
        except ConnectionError:  # the server has closed before it was all sent
            return
        assert error(answer) == (431, None)


@pytest.mark.parametrize(
    "request_bytes", [b"\x00\x01\r\n\r\n", GET + b"no header\r\n\r\n", b"GET \xff HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_http_is_refused_in_the_envelope(connect_to: Open, request_bytes: bytes) -> None:
    with serve() as url:
        connection = connect_to(url)
        connection.sendall(request_bytes)
        assert error(read(connection)) == (400, "invalid_http")


@pytest.mark.parametrize("faults", [(), ("video-size-null",)])
@pytest.mark.parametrize("leave", [False, True])
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_half_sent_request_does_not_disturb_the_stop(
    connect_to: Open, stop: signal.Signals, leave: bool, faults: tuple[str, ...]
) -> None:
    options = [option for fault in faults for option in ("--fault", fault)]
    with started(*options, stop=stop) as (url, _):
        for half in HALF.values():
            connection = connect_to(url)
            connection.sendall(half)
            if leave:
                connection.close()
        assert httpx.get(f"{url}/videos").status_code == 200


@pytest.mark.parametrize("fault", ["wire-hang-content", "wire-drip-retrieve"])
def test_an_answer_that_never_ends_does_not_disturb_the_stop(connect_to: Open, fault: str) -> None:
    with started("--fixtures", "docs", "--fault", fault) as (url, _):
        for path in (b"/v1/videos/video_123/content", b"/v1/videos/video_123"):
            connect_to(url).sendall(GET.replace(b"/v1/videos", path) + b"\r\n")
        assert httpx.get(f"{url}/videos").status_code == 200


@pytest.mark.parametrize("option", ["--list-faults", "--list-variants"])
def test_output_that_nobody_reads_to_the_end(option: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*MODULE, option], stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1


def test_so_many_connections_and_no_more(connect_to: Open) -> None:
    with serve(MockSettings(max_connections=3)) as url:
        connections = [connect_to(url) for _ in range(3)]
        for connection in connections:
            assert listed(connection)
        surplus = connect_to(url)
        surplus.sendall(GET + b"\r\n")
        answer = read(surplus)
        assert error(answer) == (503, "too_many_connections")
        assert b"retry-after: 1\r\n" in answer
        # With as many again that say nothing, others are closed without a word.
        crowd = [connect_to(url) for _ in range(3)]
        assert read(connect_to(url)) == b""
        assert listed(connections[0])
        for connection in (*connections, *crowd):
            connection.close()
        while httpx.get(f"{url}/videos").status_code != 200:
            pass


def test_refusals_on_the_connection_have_the_ids_of_the_seed(connect_to: Open) -> None:
    runs = []
    for seed in ("7", "7", "8"):
        with run_server(MockSettings(seed=seed)) as server:
            for _ in range(2):
                names = []
                for request in (b"\x00\x01\r\n\r\n", b"\x00\x01\r\n\r\n", GET + b"no header\r\n\r\n"):
                    connection = connect_to(server.url)
                    connection.sendall(request)
                    names.append(re.findall(rb"x-request-id: (req_[0-9a-f]{32})\r\n", read(connection)))
                runs.append(names)
                server.reset()
    assert runs[0] == runs[1] == runs[2] == runs[3]
    assert len({name for run in (runs[0], runs[4]) for names in run for name in names}) == 6


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("inf"), float("nan")])
def test_a_server_that_waits_for_ever_or_not_at_all(seconds: float) -> None:
    with pytest.raises(SettingsError, match="request_seconds"):
        MockSettings(request_seconds=seconds)
