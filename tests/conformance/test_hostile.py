"""Some of the hostile servers, and answers changed at random, do no harm. `make attack` has them all."""

import gzip
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from socket import socket

import pytest
from hostile.catalogue import HOSTILE, KEY, ways_to_write
from hostile.fuzz import Trial, problem_of
from hostile.outcome import judged
from hostile.server import socket_server
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_videos_conformance import Target, Verdict, judge, observe
from openai_videos_conformance.exchange.redaction import KEY_VARIABLE, Redaction
from openai_videos_conformance.exchange.replay import quoted
from openai_videos_conformance.run.wire.unpacking import PIECE, unpacked
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS

JOB = b'{"id": "video_1", "object": "video", "status": "completed", "progress": 100, "seconds": "4"}'

SAMPLE = (
    "the key in every answer",
    "control characters everywhere",
    "an id of control characters",
    "an id of 100 kB",
    "5000 videos on a page",
    "millions of empty lists",
    "times beyond numbers",
    "5000 digits to wait for",
    "an id of half a character",
)


@pytest.mark.parametrize("name", SAMPLE)
def test_no_harm_comes_of_it(name: str) -> None:
    """The exit code, what is printed, what is written, and how much memory it takes."""
    outcome = judged(HOSTILE[name])
    assert outcome.problems == ()


@pytest.mark.parametrize("seed", range(1000, 1008))
def test_a_changed_answer_gets_a_verdict(seed: int) -> None:
    assert problem_of(Trial(seed)) == ""


WAYS = st.sampled_from(["{}", "%{:02x}", "%{:02X}", "%25{:02x}", "\\u{:04x}", "\\\\u{:04X}", "&#{};", "&#x{:x};"])


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=20), st.data())
def test_a_secret_is_found_however_it_is_written(key: str, data: st.DataObject) -> None:
    """Each of its characters in a way of its own."""

    def written(letter: str) -> str:
        way = data.draw(WAYS)
        return letter if way == "{}" else way.format(ord(letter))

    text = "".join(map(written, key))
    assert Redaction(key).text(f"before {text} behind") == f"before {KEY_VARIABLE} behind"


@pytest.mark.parametrize("way", ways_to_write(KEY))
def test_a_secret_is_found_in_every_encoding(way: str) -> None:
    assert way not in Redaction(KEY).text(f"before {way} behind")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_what_holds_no_secret_stays_as_it_is(body: bytes) -> None:
    assert Redaction(KEY).body(body) == body


@pytest.mark.parametrize("name", ["api-key", "X-Goog-Api-Key", "Proxy-Authorization", "Set-Cookie"])
def test_a_header_that_is_a_secret_is_not_recorded(name: str) -> None:
    assert "other" not in str(Redaction(KEY).headers([(name, "other secret")]))


def answered(answer: Callable[[bytes], tuple[str, str, bytes]]) -> Callable[[socket], None]:
    """Answer each request with a status, header lines and a body."""

    def talk(connection: socket) -> None:
        status, headers, body = answer(connection.recv(1 << 20))
        head = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
        connection.sendall(head.encode() + body)

    return talk


def test_a_redirect_is_followed_with_what_the_record_does_not_have() -> None:
    """A server may sign the place of a file with anything."""
    asked: list[bytes] = []

    def answer(request: bytes) -> tuple[str, str, bytes]:
        path = request.split(b" ")[1]
        if path.startswith(b"/v1/file?"):
            asked.append(path)
        if b"/content" in path:
            return "302 Found", f"location: /v1/file?sig={KEY}\r\n", b""
        return "200 OK", "content-type: application/json\r\n", JOB

    with socket_server(answered(answer)) as url:
        evidence = observe(Target(base_url=url, api_key=KEY, job_timeout=1), parts=[DEFAULTS, looks.CONTENT])
    assert f"/v1/file?sig={KEY}".encode() in asked
    assert not any(KEY in exchange.url + str(exchange.headers) for exchange in evidence.exchanges)


@pytest.mark.parametrize(
    ("content", "told"),
    [(bytes(65 << 20), "larger than 67108864 bytes"), (b"\0\0\0\x08free" * 20_000, "more than 10000 boxes")],
    ids=["bytes", "boxes"],
)
def test_a_video_may_be_too_large_to_judge(content: bytes, told: str) -> None:
    """That is no fault of a server: nothing fails for it, and the number is told."""

    def answer(request: bytes) -> tuple[str, str, bytes]:
        if b"/content" in request.split(b" ")[1]:
            return "200 OK", "content-type: video/mp4\r\n", content
        return "200 OK", "content-type: application/json\r\n", JOB

    with socket_server(answered(answer)) as url:
        results = judge(observe(Target(base_url=url, job_timeout=1), parts=[DEFAULTS, looks.CONTENT]))
    container = next(result for result in results if result.name == "content.container")
    assert (container.verdict, told in container.message) == (Verdict.NOT_VERIFIED, True), container
    assert {r.name for r in results if r.verdict is Verdict.FAIL and "too large" in r.message + r.observed} == set()


def test_what_is_replayed_shows_itself_and_means_the_same(tmp_path: Path) -> None:
    """A line for a shell with an id of control characters: printable, and the shell makes the same bytes of it."""
    text = "a\x1b[2J\u202e'\\\n\x9bz"
    line = quoted(text)
    shown = subprocess.run(["bash", "-c", f"printf %s {line}"], capture_output=True, check=True, cwd=tmp_path)
    assert line.isprintable()
    assert shown.stdout.decode() == text


@settings(deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate", "raw", "gzip, deflate"]), st.integers(1, 50))
def test_a_packed_body_is_what_it_was(body: bytes, packing: str, size: int) -> None:
    wrapped = gzip.compress(body) if "gzip" in packing else body
    packed = zlib.compress(wrapped, wbits=-15 if packing == "raw" else 15) if packing != "gzip" else wrapped
    pieces = (packed[start : start + size] for start in range(0, len(packed), size))
    assert b"".join(unpacked(pieces, "deflate" if packing == "raw" else packing)) == body


def test_a_packed_body_comes_in_small_pieces() -> None:
    packed = gzip.compress(bytes(64 << 20))
    assert max(map(len, unpacked(iter([packed]), "gzip"))) <= PIECE
