"""Downloads that break off go on where the server can, and begin again where it cannot."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from openai_videos import APIConnectionError, APIStatusError

from ..serving import ANY_PORT, Handler, serving
from . import saving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE = bytes(range(256)) * 400
OTHER = FILE[::-1]
CUT = 60_001


@dataclass
class Step:
    """One answer: its body, how much of it is sent before the connection breaks, and the headers."""

    body: bytes = FILE
    cut: int | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True


class _Handler(Handler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = self.headers.get("range"), self.headers.get("if-range")
        assert isinstance(self.server, _Server)
        self.server.asked.append(asked)
        step = self.server.steps.pop(0)
        body, status, headers = step.body, step.status or 200, dict(step.headers)
        same = asked[1] in (headers.get("etag"), headers.get("last-modified"))
        if asked[0] and same and step.ranges and not step.status:
            start = int(asked[0].removeprefix("bytes=").removesuffix("-"))
            headers.setdefault("content-range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            body, status = body[start:], 206
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: step.cut])
        self.close_connection = step.cut is not None


class _Server(ThreadingHTTPServer):
    steps: list[Step]
    asked: list[tuple[str | None, str | None]]


@pytest.fixture
def server() -> Iterator[_Server]:
    with serving(_Server(ANY_PORT, _Handler)) as server:
        server.asked = []
        yield server


@pytest.fixture(params=saving.WAYS)
def save(request: pytest.FixtureRequest, server: _Server, library: Any, tmp_path: Path) -> Callable[..., bytes]:
    """Download in each of the ways that end in a file, and give the file."""
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"old")

    def run(*steps: Step, options: dict[str, Any] | None = None, **settings: Any) -> bytes:
        server.steps = list(steps)
        try:
            saving.save(request.param, target, server.server_port, options or {}, **settings)
        finally:
            assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
        assert server.steps == []
        return target.read_bytes()

    return run


TAG = {"etag": '"a"'}
WHOLE = (None, None)


def test_the_rest_is_asked_for(save: Callable[..., bytes], server: _Server) -> None:
    assert save(Step(cut=CUT, headers=TAG), Step(cut=100, headers=TAG), Step(headers=TAG)) == FILE
    assert server.asked == [WHOLE, (f"bytes={CUT}-", '"a"'), (f"bytes={CUT + 100}-", '"a"')]


def test_by_date(save: Callable[..., bytes], server: _Server) -> None:
    dates = {"last-modified": formatdate(1_700_000_000, usegmt=True), "date": formatdate(1_700_000_060, usegmt=True)}
    assert save(Step(cut=CUT, headers=dates), Step(headers=dates)) == FILE
    assert server.asked == [WHOLE, (f"bytes={CUT}-", dates["last-modified"])]


NOTHING_STRICT: list[dict[str, str]] = [
    {},
    {"etag": 'W/"a"', "last-modified": formatdate(1_700_000_000, usegmt=True)},
    {"last-modified": formatdate(1_700_000_000, usegmt=True), "date": formatdate(1_700_000_000, usegmt=True)},
    {"last-modified": "yesterday", "date": formatdate(1_700_000_000, usegmt=True)},
    TAG | {"accept-ranges": "none"},
]


@pytest.mark.parametrize("headers", NOTHING_STRICT)
def test_all_of_it_where_the_file_may_have_changed(
    save: Callable[..., bytes], server: _Server, headers: dict[str, str]
) -> None:
    assert save(Step(cut=CUT, headers=headers), Step(OTHER, headers=headers)) == OTHER
    assert server.asked == [WHOLE, WHOLE]


def test_a_server_that_knows_no_parts(save: Callable[..., bytes], server: _Server) -> None:
    assert save(Step(cut=CUT, headers=TAG), Step(OTHER, headers=TAG, ranges=False)) == OTHER
    assert server.asked[1] == (f"bytes={CUT}-", '"a"')


def test_a_file_that_changed(save: Callable[..., bytes]) -> None:
    assert save(Step(cut=CUT, headers=TAG), Step(OTHER[:5000], headers={"etag": '"b"'})) == OTHER[:5000]


WRONG: list[dict[str, str]] = [
    {"content-range": f"bytes 0-{len(FILE) - 1}/{len(FILE)}"},
    {"content-range": f"bytes {CUT}-{len(FILE)}/{len(FILE) + 1}"},
    {"content-range": "what"},
]


@pytest.mark.parametrize("headers", WRONG)
def test_another_part_than_the_missing_one(
    save: Callable[..., bytes], server: _Server, headers: dict[str, str]
) -> None:
    assert save(Step(cut=CUT, headers=TAG), Step(headers=TAG | headers), Step(OTHER, headers=TAG)) == OTHER
    assert server.asked == [WHOLE, (f"bytes={CUT}-", '"a"'), WHOLE]


@pytest.mark.parametrize("status", [412, 416])
def test_a_part_that_is_refused(save: Callable[..., bytes], server: _Server, status: int) -> None:
    assert save(Step(cut=CUT, headers=TAG), Step(b"", status=status), Step(headers=TAG)) == FILE
    assert server.asked[2] == WHOLE
    with pytest.raises(APIStatusError):
        save(Step(cut=CUT, headers=TAG), Step(b"", status=status), Step(b"", status=status))


def test_a_server_that_is_busy_meanwhile(save: Callable[..., bytes], server: _Server) -> None:
    assert save(Step(cut=CUT, headers=TAG), Step(b"", status=503), Step(headers=TAG)) == FILE
    assert server.asked[2] == (f"bytes={CUT}-", '"a"')


def test_a_video_that_is_gone_meanwhile(save: Callable[..., bytes], tmp_path: Path) -> None:
    with pytest.raises(APIStatusError):
        save(Step(cut=CUT, headers=TAG), Step(b"", status=404))
    assert (tmp_path / "clip.mp4").read_bytes() == b"old"


@pytest.mark.parametrize("retries", [0, 2])
def test_it_ends(save: Callable[..., bytes], server: _Server, retries: int, tmp_path: Path) -> None:
    with pytest.raises(APIConnectionError):
        save(*[Step(cut=10, headers=TAG)] * (retries + 1), max_retries=retries)
    assert len(server.asked) == retries + 1
    assert (tmp_path / "clip.mp4").read_bytes() == b"old"


def test_compressed_bytes_have_other_places(save: Callable[..., bytes], server: _Server) -> None:
    packed = Step(gzip.compress(FILE), headers=TAG | {"content-encoding": "gzip"})
    assert save(Step(packed.body, 300, headers=packed.headers), packed) == FILE
    assert server.asked == [WHOLE, WHOLE]


def test_a_part_that_the_caller_asked_for(save: Callable[..., bytes], server: _Server) -> None:
    options = {"extra_headers": {"range": "bytes=100-", "if-range": '"a"'}}
    assert save(Step(headers=TAG), options=options) == FILE[100:]
    with pytest.raises(APIConnectionError):
        save(Step(cut=10, headers=TAG), options=options)
    assert len(server.asked) == 2
