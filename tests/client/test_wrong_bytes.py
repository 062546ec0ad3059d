"""Bytes that are not those of the file are never told to be: from a first answer, and from one for the rest."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from openai_videos import APIConnectionError, APIResponseValidationError, Client, OpenAIError

from ..serving import ANY_PORT, Handler, serving
from . import saving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILE = bytes(range(256)) * 400
NEW = FILE[::-1]
CUT = 60_001
DATE = formatdate(1_700_000_000, usegmt=True)
LATER = formatdate(1_700_000_500, usegmt=True)
NOW = {"date": formatdate(1_700_001_000, usegmt=True)}
TAG = {"etag": '"a"'}


@dataclass
class Answer:
    """One answer, sent as it is; where it is cut the connection breaks."""

    body: bytes = FILE
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    chunked: bool = False


class _Handler(Handler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        self.server.asked.append(self.headers.get("range"))
        answer = self.server.answers.pop(0)
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        length = ("transfer-encoding", "chunked") if answer.chunked else ("content-length", str(len(answer.body)))
        if answer.status != 204:
            self.send_header(*length)
        self.end_headers()
        sent = answer.body[: answer.cut]
        self.close_connection = answer.cut is not None
        with suppress(ConnectionError):
            if answer.chunked and sent:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent))
            elif answer.status != 204:
                self.wfile.write(sent)
            if answer.chunked and answer.cut is None:
                self.wfile.write(b"0\r\n\r\n")


class _Server(ThreadingHTTPServer):
    answers: list[Answer]
    asked: list[str | None]


@pytest.fixture
def server() -> Iterator[_Server]:
    with serving(_Server(ANY_PORT, _Handler)) as server:
        server.asked = []
        yield server


@pytest.fixture(params=saving.WAYS)
def save(request: pytest.FixtureRequest, server: _Server, library: Any, tmp_path: Path) -> Callable[..., bytes]:
    """Download to a file in each way, and give its bytes; after an error there is none."""
    target = tmp_path / "clip"

    def run(*answers: Answer, options: dict[str, Any] | None = None, **settings: Any) -> bytes:
        server.answers = list(answers)
        target.unlink(missing_ok=True)
        try:
            saving.save(request.param, target, server.server_port, options or {}, **settings)
        except OpenAIError:
            assert list(tmp_path.iterdir()) == []
            raise
        return target.read_bytes()

    return run


def _rest(of: bytes = FILE, end: int = len(FILE), total: object = len(FILE), **headers: str) -> Answer:
    content_range = {"content-range": f"bytes {CUT}-{end - 1}/{total}"}
    return Answer(of[CUT:end], 206, content_range | {name.replace("_", "-"): text for name, text in headers.items()})


FIRST = Answer(headers=TAG | {"last-modified": DATE} | NOW, cut=CUT)
CHUNKED = Answer(headers=TAG, cut=CUT, chunked=True)
DATED = Answer(headers={"last-modified": DATE} | NOW, cut=CUT)
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CHUNKED, _rest(end=CUT + 5000, etag='"a"')),
        (CHUNKED, _rest(end=CUT + 5000, total="*", etag='"a"')),
        (CHUNKED, _rest(total=len(FILE) + 1, etag='"a"')),
        (FIRST, _rest(end=CUT + 5000, etag='"a"')),
        (FIRST, _rest(NEW, etag='"a"', last_modified=LATER)),
        (FIRST, _rest(NEW, last_modified=DATE)),
        (FIRST, _rest(NEW, etag='"b"')),
        (FIRST, _rest(NEW, etag='"a"', content_encoding="gzip")),
        (DATED, _rest(NEW, last_modified=LATER)),
        (DATED, _rest(NEW)),
        (DATED, _rest(NEW, last_modified=DATE, etag='"b"')),
        (FIRST, Answer(b'{"status": "queued"}', 202, JSON)),
        (FIRST, Answer(b"", 204)),
        (FIRST, Answer(FILE, 203)),
        (FIRST, Answer(b'{"error": "busy"}', 200, JSON)),
    ],
)
def test_what_is_not_the_rest_is_asked_for_from_the_start(
    save: Callable[..., bytes], server: _Server, first: Answer, second: Answer
) -> None:
    assert save(first, second, Answer(NEW, headers={"etag": '"b"'})) == NEW
    assert server.asked == [None, f"bytes={CUT}-", None]
    with pytest.raises(APIConnectionError):
        save(first, second, max_retries=1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CHUNKED, _rest(etag='"a"')),
        (FIRST, _rest(etag='"a"')),
        (FIRST, _rest(etag='"a"', last_modified=DATE)),
        (FIRST, _rest(total="*", etag='"a"')),
        (DATED, _rest(last_modified=DATE)),
    ],
)
def test_the_rest_is_taken(save: Callable[..., bytes], server: _Server, first: Answer, second: Answer) -> None:
    assert save(first, second) == FILE
    assert server.asked == [None, f"bytes={CUT}-"]


def test_a_rest_that_breaks_too_has_a_known_end(save: Callable[..., bytes]) -> None:
    cut = _rest(etag='"a"')
    cut.chunked, cut.body = True, cut.body[:5000]
    assert save(CHUNKED, cut, Answer(NEW, headers=TAG), max_retries=3) == NEW


@pytest.mark.parametrize(
    "answer",
    [
        Answer(FILE[:5000], 206, TAG | {"content-range": f"bytes 0-4999/{len(FILE)}"}),
        Answer(FILE, 202),
        Answer(b"", 204),
        Answer(FILE, 203),
        Answer(b"", 200),
    ],
)
def test_a_first_answer_is_a_whole_file(save: Callable[..., bytes], answer: Answer) -> None:
    with pytest.raises(APIResponseValidationError, match="The server answered with "):
        save(answer)


def test_a_part_is_the_one_that_the_caller_asked_for(save: Callable[..., bytes]) -> None:
    options = {"extra_headers": {"range": f"bytes={CUT}-"}}
    assert save(_rest(), options=options) == FILE[CUT:]
    with pytest.raises(APIResponseValidationError, match="not with 'bytes=60001-'"):
        save(Answer(FILE[5:], 206, {"content-range": f"bytes 5-{len(FILE) - 1}/{len(FILE)}"}), options=options)


PAGES = [b"<!DOCTYPE html><p>Log in", b"\n <html>Log in", b'\xef\xbb\xbf{"error": "no"}', b"[{}]", b"{}", b" \n"]


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_first_bytes_of_a_page_are_no_video(save: Callable[..., bytes], page: bytes, chunked: bool) -> None:
    answer = Answer(page, headers={"content-type": "video/mp4"}, chunked=chunked)
    with pytest.raises(APIResponseValidationError) as caught:
        save(answer)
    assert page.decode().strip("\ufeff\n ")[:9] in str(caught.value).replace("\\ufeff", "")
    assert save(answer, check_content=False) == page


@pytest.mark.parametrize("kind", ["text/html", "Application/JSON; charset=utf-8", "application/problem+json"])
def test_media_types_of_a_page_are_no_video(save: Callable[..., bytes], kind: str) -> None:
    answer = Answer(b"log in", headers={"content-type": kind})
    with pytest.raises(APIResponseValidationError, match=r"not with a file of a video.*'log in'") as caught:
        save(answer)
    assert caught.value.body == "log in"
    assert save(answer, check_content=False) == b"log in"


def test_a_video_is_no_thumbnail(save: Callable[..., bytes]) -> None:
    video = Answer(b"\0\0\0\x20ftypisom" + FILE, headers={"content-type": "image/webp"})
    with pytest.raises(APIResponseValidationError, match=r"answered with a video, .* not with the picture"):
        save(video, options={"variant": "thumbnail"})
    assert save(video) == video.body
    picture = Answer(b"RIFF\x10\0\0\0WEBPVP8 ")
    assert save(picture, options={"variant": "thumbnail"}) == picture.body


@pytest.mark.parametrize("start", [b"\0\0\0\x3cftyp", b"\x1a\x45\xdf\xa3", b"data", b"RIFF\0\0\0\0AVI ", b"\x47"])
def test_no_video_is_taken_for_a_page(save: Callable[..., bytes], start: bytes) -> None:
    assert save(Answer(start + FILE)) == start + FILE


USES: list[Callable[[Any], Any]] = [
    lambda content: content.read(),
    lambda content: content.content,
    lambda content: list(content.iter_bytes(1)),
    lambda content: list(content.iter_text()),
]


@pytest.mark.parametrize("use", USES)
def test_nothing_of_a_page_is_given_out(server: _Server, library: Any, use: Callable[[Any], Any]) -> None:
    server.answers = [Answer(PAGES[0], headers={"content-type": "video/mp4"})]
    with Client(base_url=f"http://127.0.0.1:{server.server_port}", api_key="key") as client:
        content = client.videos.download_content("video_1")
        with pytest.raises(APIResponseValidationError, match="Log in"):
            use(content)
        server.answers = [Answer(PAGES[0])]
        with pytest.raises(APIResponseValidationError, match="Log in"):
            client.videos.with_raw_response.download_content("video_1")
