"""Servers that misbehave on the wire: each run ends soon, red, and without a traceback."""

import gzip
import json
import time
from collections.abc import Callable
from socket import socket

import pytest
from hostile.server import socket_server
from openai_videos_conformance import Target, Verdict, judge, observe
from openai_videos_conformance.exchange.exchange import Exchange, url_id
from openai_videos_conformance.scenario import looks, refusals
from openai_videos_conformance.scenario.jobs import DEFAULTS
from openai_videos_conformance.scenario.part import Part

from .conftest import Suite

RED = 1
VIDEO = {
    "id": "video_1",
    "object": "video",
    "model": "m",
    "created_at": 1,
    "status": "queued",
    "progress": 0,
    "seconds": "4",
    "size": "720x1280",
}
PAGE = {"object": "list", "data": [VIDEO], "first_id": "video_1", "last_id": "video_1", "has_more": True}


def answer(connection: socket, body: bytes, *, status: str = "200 OK", headers: str = "") -> None:
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
    connection.sendall(head.encode() + body)


def first_page_then(misbehave: Callable[[socket], None]) -> Callable[[socket], None]:
    """Answer the list as a sound server would, and everything else in a way of its own."""

    def talk(connection: socket) -> None:
        line = connection.recv(1 << 20)
        if line.startswith(b"GET /v1/videos?limit=1 "):
            answer(connection, json.dumps(PAGE).encode(), headers="connection: close\r\n")
        else:
            misbehave(connection)

    return talk


def drip(connection: socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n")
    for _ in range(600):
        connection.sendall(b" ")
        time.sleep(0.2)


def endless(connection: socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    while True:
        connection.sendall(b" " * 1000)
        time.sleep(0.2)


def huge(connection: socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1073741824\r\n\r\n")
    for _ in range(1024):
        connection.sendall(b"[" * (1 << 20))


def redirect(connection: socket) -> None:
    answer(
        connection, b"", status="307 Temporary Redirect", headers="location: /v1/videos/again\r\nconnection: close\r\n"
    )


def drop(connection: socket) -> None:
    connection.close()


def lie(connection: socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{}")


def garbage(connection: socket) -> None:
    connection.sendall(b"\x00\xff not http at all\r\n\r\n")


def loop(connection: socket) -> None:
    answer(connection, json.dumps(PAGE).encode(), headers="connection: close\r\n")


def same_video(connection: socket) -> None:
    answer(connection, json.dumps(VIDEO).encode(), headers="connection: close\r\n")


MISBEHAVIOURS = (drip, endless, redirect, drop, lie, garbage, loop, same_video)


@pytest.mark.parametrize("misbehave", MISBEHAVIOURS)
def test_the_run_ends_red(suite: Suite, misbehave: Callable[[socket], None]) -> None:
    with socket_server(first_page_then(misbehave)) as base_url:
        outcome = suite(f"--base-url={base_url}", "--job-timeout=2", "--request-timeout=1", timeout=110)
    assert outcome.code == RED, outcome.output
    assert outcome.having("fail")
    assert outcome.having("error") == set(), outcome.output
    assert "Traceback" not in outcome.output


def test_a_gigabyte_of_json_is_cut_off(suite: Suite) -> None:
    with socket_server(first_page_then(huge)) as base_url:
        outcome = suite(f"--base-url={base_url}", "-k", "test_json or test_answers", "--job-timeout=2", timeout=110)
    assert outcome.code == RED, outcome.output
    assert "larger than" in outcome.output


def test_a_server_may_close_a_connection_that_waits() -> None:
    """Each connection is closed when its second request is on the way: nobody said that it would stay open."""
    connections = 0

    def talk(connection: socket) -> None:
        nonlocal connections
        connections += 1
        connection.recv(1 << 20)
        answer(connection, json.dumps({**PAGE, "has_more": False}).encode())
        connection.recv(1 << 20)

    with socket_server(talk) as url:
        evidence = observe(Target(base_url=url), parts=[refusals.UNKNOWN, looks.AUTH, refusals.LISTS])
    assert [exchange.step for exchange in evidence.exchanges if exchange.error] == []
    assert connections >= len(evidence.exchanges) > 5


def test_a_gigabyte_that_is_packed_is_cut_off() -> None:
    packed = gzip.compress(b"[" * (64 << 20))

    def bomb(connection: socket) -> None:
        answer(connection, packed, headers="content-encoding: gzip\r\nconnection: close\r\n")

    with socket_server(first_page_then(bomb)) as url:
        evidence = observe(Target(base_url=url), parts=[looks.METHODS])
    assert all("larger than" in str(exchange.error) for exchange in evidence.under(looks.METHODS))


def test_a_packed_answer_is_read() -> None:
    def talk(connection: socket) -> None:
        connection.recv(1 << 20)
        answer(connection, gzip.compress(json.dumps(PAGE).encode()), headers="content-encoding: gzip\r\n")

    with socket_server(talk) as url:
        evidence = observe(Target(base_url=url), parts=[looks.METHODS])
    assert all(exchange.json == PAGE and exchange.header("content-encoding") for exchange in evidence.exchanges)


def observed_with(headers: str, *parts: Part, status: str = "200 OK") -> list[str]:
    """The steps of a run against a server whose answers to a video and its content have some header lines."""

    def talk(connection: socket) -> None:
        line = connection.recv(1 << 20)
        told = b"GET /v1/videos/video_1" in line
        body = json.dumps({**VIDEO, "status": "completed" if b"/content" in line else "queued"}).encode()
        if told and (status == "200 OK" or b"/content" in line):
            answer(connection, body, status=status, headers=f"{headers}connection: close\r\n")
        else:
            answer(connection, json.dumps({**VIDEO, "status": "completed"}).encode(), headers="connection: close\r\n")

    with socket_server(talk) as url:
        evidence = observe(Target(base_url=url, job_timeout=1, request_timeout=1), parts=parts)
    return [exchange.step for exchange in evidence.exchanges]


@pytest.mark.parametrize("hint", ["\u00b2", "9" * 5000, "-1", "1.5"])
def test_a_hint_that_is_no_number_is_ignored(hint: str) -> None:
    steps = observed_with(f"openai-poll-after-ms: {hint}\r\n", DEFAULTS)
    assert steps.count("defaults.poll") > 1


@pytest.mark.parametrize(
    "location", ["http://[bad/", "http://h:port/", "http://127.0.0.1:99999/", "file:///etc/passwd", "http://"]
)
def test_a_redirect_to_nowhere_is_an_answer(location: str) -> None:
    steps = observed_with(f"location: {location}\r\n", looks.CONTENT, status="302 Found")
    assert {"content.plain", "content.variant", "content.binary"} <= set(steps)


def test_retry_after_nothing_is_no_reason_to_ask_for_ever() -> None:
    asked = 0

    def talk(connection: socket) -> None:
        nonlocal asked
        connection.recv(1 << 20)
        asked += 1
        answer(connection, b"{}", status="429 Too Many", headers="retry-after: 0\r\nconnection: close\r\n")

    with socket_server(talk) as url:
        observe(Target(base_url=url, job_timeout=2), parts=[looks.METHODS])
    assert asked <= 6


def dripped_head(connection: socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-a: ")
    while True:
        connection.sendall(b"a")
        time.sleep(0.1)


def hints(connection: socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.1)


@pytest.mark.parametrize("misbehave", [dripped_head, hints])
def test_the_head_of_an_answer_is_not_waited_for_without_end(misbehave: Callable[[socket], None]) -> None:
    with socket_server(first_page_then(misbehave)) as url:
        evidence = observe(Target(base_url=url, request_timeout=0.5), parts=[looks.METHODS])
    assert all("ReadTimeout" in str(exchange.error) for exchange in evidence.under(looks.METHODS))


def test_a_slow_body_may_take_longer_than_its_head() -> None:
    def talk(connection: socket) -> None:
        body = json.dumps(PAGE).encode() + b" " * 60_000
        connection.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 5000):
            connection.sendall(body[start : start + 5000])
            time.sleep(0.1)

    with socket_server(first_page_then(talk)) as url:
        evidence = observe(Target(base_url=url, request_timeout=0.5), parts=[looks.METHODS])
    assert all(exchange.json == PAGE for exchange in evidence.under(looks.METHODS))


HEADERS = {
    "a file name in UTF-8": "content-disposition: attachment; filename=Mädchen.mp4\r\n".encode(),
    "bytes of no encoding": b"x-odd: \xff\xfe\r\n",
    "a cookie in UTF-8": "set-cookie: a=Mädchen; path=/\r\n".encode(),
    "a place that is none": b"location: http://[::1\r\n",
}
IDS = {"half a character": "\ud800x", "too long for a URL": "v" * 100_000, "a way up": "a/../b", "a line end": "a\nb"}


@pytest.mark.parametrize("identifier", [*IDS.values(), "100%", "去"], ids=[*IDS, "a percent sign", "not ASCII"])
def test_an_id_is_read_in_a_url_as_it_was_written(identifier: str) -> None:
    url = f"http://h/v1/videos/{url_id(identifier)}"
    named = Exchange(step="s", operation=None, method="DELETE", url=url, request_headers=()).named_id
    assert named == identifier


@pytest.mark.parametrize(
    ("header", "identifier"),
    [*((header, "video_1") for header in HEADERS.values()), *((b"", identifier) for identifier in IDS.values())],
    ids=[*HEADERS, *IDS],
)
def test_whatever_a_server_says_gets_a_verdict(header: bytes, identifier: str) -> None:
    job = {**VIDEO, "id": identifier, "status": "completed", "progress": 100}

    def talk(connection: socket) -> None:
        method, path, _ = connection.recv(1 << 20).split(b" ", 2)
        shown = job if method == b"POST" or b"/videos/" in path else {**PAGE, "data": [job]}
        body = json.dumps(shown).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
        connection.sendall(head + header + b"content-length: %d\r\n\r\n" % len(body) + body)

    with socket_server(talk) as url:
        target = Target(base_url=url, job_timeout=1, request_timeout=5, max_jobs=2)
        results = judge(observe(target, parts=[DEFAULTS, looks.CONTENT, looks.DELETE]))
    assert [(each.name, each.message) for each in results if each.verdict is Verdict.ERROR] == []
    assert any(each.verdict is Verdict.FAIL for each in results)
