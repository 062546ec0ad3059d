"""Forms and the files in them, written by hand where a library would hide what is on the wire."""

import socket
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from openai_videos_mock import ManualClock

from .conftest import peak, started

Make = Callable[..., dict[str, Any]]
Connect = Callable[..., httpx.Client]

_BOUNDARY = "frontier"


def _form(*parts: tuple[str, bytes], closed: bool = True) -> dict[str, Any]:
    content = b"".join(
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    return {
        "content": content + (f"--{_BOUNDARY}--\r\n".encode() if closed else b""),
        "headers": {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"},
    }


_PROMPT = ('name="prompt"', b"x")
_FILE = ('name="video"; filename="upload"\r\nContent-Type: application/octet-stream', b"Example data")


@pytest.mark.parametrize(
    "head",
    [
        'filename="upload"\r\nContent-Type: application/octet-stream',
        'filename="upload"',
        'filename="a b \N{SNOWMAN}.mp4"\r\nContent-Type: video/mp4',
        'filename=""\r\nContent-Type: text/html',
        'filename="x.json"\r\nContent-Type: application/json',
    ],
)
@pytest.mark.parametrize("data", [b"Example data", b"", bytes(range(256)) * 9000, b"--frontie\r\n"])
def test_any_file_is_taken(shared_client: httpx.Client, head: str, data: bytes) -> None:
    answer = shared_client.post("/videos/edits", **_form(_PROMPT, (f'name="video"; {head}', data)))
    assert answer.status_code == 200
    assert (answer.json()["model"], answer.json()["seconds"], answer.json()["size"]) == ("sora-2", "4", "720x1280")
    reference = shared_client.post("/videos", **_form((f'name="input_reference"; {head}', data), _PROMPT))
    assert reference.status_code == 200


def test_an_uploaded_video_gives_its_size_and_duration_to_what_is_made_of_it(
    client: httpx.Client, make_video: Make
) -> None:
    source = make_video(size="1280x720", seconds="8")
    content = client.get(f"/videos/{source['id']}/content").content
    edited = client.post("/videos/edits", data={"prompt": "x"}, files={"video": ("upload", content)}).json()
    assert (edited["size"], edited["seconds"]) == ("1280x720", "8")
    extended = client.post(
        "/videos/extensions", data={"prompt": "x", "seconds": "16"}, files={"video": ("upload", content)}
    ).json()
    assert (extended["size"], extended["seconds"]) == ("1280x720", "24")


def test_a_damaged_video_is_taken_as_any_other_file(client: httpx.Client, make_video: Make) -> None:
    content = client.get(f"/videos/{make_video()['id']}/content").content
    for broken in (content[:2000], content[:40] + bytes(500), b"#EXTM3U\n/etc/passwd\n"):
        answer = client.post("/videos/edits", data={"prompt": "x"}, files={"video": ("upload", broken)})
        assert (answer.json()["seconds"], answer.json()["size"]) == ("4", "720x1280")


DASH = (
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet>'
    '<Representation id="1" bandwidth="1"><BaseURL>{url}</BaseURL><SegmentTemplate media="m" initialization="i" '
    'duration="4"/></Representation></AdaptationSet></Period></MPD>'
)
SDP = (
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n"
)
LURES = {
    "ffconcat": "ffconcat version 1.0\nfile target.mp4\n",
    "m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{url}\n#EXT-X-ENDLIST\n",
    "m3u8-file": "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ntarget.mp4\n#EXT-X-ENDLIST\n",
    "dash": DASH,
    "sdp": SDP,
    "svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/><image href='target.mp4'/></svg>",
}


@pytest.mark.parametrize("lure", LURES)
def test_an_upload_leads_to_no_file_and_no_socket(
    client: httpx.Client, make_video: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lure: str
) -> None:
    """Were the file read, the answer would have its size; were the URL, the listener would hear of it."""
    content = client.get(f"/videos/{make_video(size='1280x720', seconds='8')['id']}/content").content
    (tmp_path / "target.mp4").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(type=socket.SOCK_DGRAM) as sender:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        text = LURES[lure].format(url=f"http://127.0.0.1:{port}/target.mp4", port=port)
        for path, field in (
            ("/videos/edits", "video"),
            ("/videos", "input_reference"),
            ("/videos/characters", "video"),
        ):
            for name in ("upload", f"upload.{lure.partition('-')[0]}", "upload.mp4"):
                form = {"prompt": "x", "name": "x"}
                answer = client.post(path, data=form, files={field: (name, text.encode(), "video/mp4")})
                assert answer.status_code == 200
                assert answer.json().get("size") in (None, "720x1280")
        with pytest.raises(BlockingIOError):
            listener.accept()
        # Nobody listens where the description of a session says.
        sender.connect(("127.0.0.1", port))
        sender.send(b"x")
        with pytest.raises(ConnectionRefusedError):
            sender.send(b"x")


def _claim(content: bytes, box: bytes, offset: int, claim: bytes) -> bytes:
    """Write something else into a box of a video."""
    start = content.index(box) + 4 + offset
    return content[:start] + claim + content[start + len(claim) :]


def test_a_video_that_claims_to_be_huge_costs_nothing(client: httpx.Client, make_video: Make) -> None:
    content = client.get(f"/videos/{make_video(size='1280x720', seconds='8')['id']}/content").content
    claims = {
        "samples": (_claim(content, b"stsz", 4, b"\0\0\0\1\4\0\0\0"), "720x1280"),
        "pixels": (_claim(content, b"tkhd", 76, b"\xff\xff\0\0\xff\xff\0\0"), "720x1280"),
        "no time": (_claim(content, b"mvhd", 12, bytes(4)), "720x1280"),
        "for ever": (_claim(content, b"mvhd", 16, b"\xff\xff\xff\xff"), "1280x720"),
        "boxes": (content + b"\0\0\0\x08free" * 2000, "720x1280"),
        "box": (_claim(content, b"moov", -8, b"\xff\xff\xff\xff"), "720x1280"),
    }
    for name, (claim, size) in claims.items():
        answer = client.post("/videos/edits", data={"prompt": "x"}, files={"video": ("upload", claim)})
        assert (name, answer.status_code, answer.json()["size"]) == (name, 200, size)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory from /proc")
def test_a_video_that_claims_many_samples_takes_no_memory(client: httpx.Client, make_video: Make) -> None:
    content = client.get(f"/videos/{make_video()['id']}/content").content
    claim = _claim(content, b"stsz", 4, (1).to_bytes(4) + (80_000_000).to_bytes(4))
    with started() as (url, pid):
        httpx.get(f"{url}/videos")
        before = peak(pid)
        answer = httpx.post(f"{url}/videos/edits", data={"prompt": "x"}, files={"video": ("upload", claim)})
        assert answer.status_code == 200
        assert peak(pid) - before < 50_000_000


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\0\0\0\0"
    rows = zlib.compress(bytes((1 + width) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory from /proc")
def test_a_picture_that_is_looked_at_has_a_limit() -> None:
    with started("--variant", "image-size-checked") as (url, pid):
        before = 0
        for width, height, status in [(720, 1280, 200), (1280, 720, 400), (12_000, 12_000, 400)]:
            files = {"input_reference": ("p.png", _png(width, height), "image/png")}
            assert httpx.post(f"{url}/videos", data={"prompt": "x"}, files=files, timeout=30).status_code == status
            before = before or peak(pid)
        assert peak(pid) - before < 100_000_000


@pytest.mark.parametrize("key", ["image_url", "file_id"])
def test_a_reference_image_may_stand_in_brackets(client: httpx.Client, key: str) -> None:
    value = b"data:image/png;base64," + b"A" * 3_000_000 if key == "image_url" else b"file_1"
    assert client.post("/videos", **_form(_PROMPT, (f'name="input_reference[{key}]"', value))).status_code == 200


def test_a_reference_image_may_stand_in_json(client: httpx.Client) -> None:
    for reference in ({"image_url": "https://a.test/b.png"}, {"file_id": "file_1"}):
        assert client.post("/videos", json={"prompt": "x", "input_reference": reference}).status_code == 200


@pytest.mark.parametrize(
    ("parts", "param", "code"),
    [
        ([_PROMPT, ('name="video"', b"Example data")], "video", "invalid_type"),
        ([('name="prompt"; filename="p.txt"', b"x"), _FILE], "prompt", "invalid_type"),
        ([_PROMPT, _PROMPT, _FILE], "prompt", "duplicate_parameter"),
        ([_PROMPT, _FILE, _FILE], "video", "duplicate_parameter"),
        ([_PROMPT, _FILE, ('name="video[id]"', b"video_0")], "video", "duplicate_parameter"),
        ([_PROMPT, ('name="video[id]"', b"a"), ('name="video[id]"', b"b")], "video.id", "duplicate_parameter"),
        ([_PROMPT, ('name="video[id]"; filename="x"', b"video_0")], "video", "missing_required_parameter"),
        ([('filename="x"', b"x")], None, "invalid_multipart"),
    ],
)
def test_a_form_whose_parts_do_not_fit(
    shared_client: httpx.Client, parts: list[tuple[str, bytes]], param: str | None, code: str
) -> None:
    error = shared_client.post("/videos/edits", **_form(*parts))
    assert error.status_code == 400
    assert (error.json()["error"]["param"], error.json()["error"]["code"]) == (param, code)


@pytest.mark.parametrize(
    "change",
    [
        _form(_PROMPT, _FILE, closed=False),
        {**_form(_PROMPT, _FILE), "content": _form(_PROMPT, _FILE)["content"][:-60]},
        {**_form(_PROMPT, _FILE), "content": b""},
        {**_form(_PROMPT, _FILE), "content": b"Example data"},
        {**_form(_PROMPT, _FILE), "content": b'{"prompt": "x"}'},
        {**_form(_PROMPT, _FILE), "headers": {"Content-Type": "multipart/form-data"}},
        {**_form(_PROMPT, _FILE), "headers": {"Content-Type": "multipart/form-data; boundary=other"}},
    ],
)
def test_a_form_that_cannot_be_read(shared_client: httpx.Client, change: dict[str, Any]) -> None:
    answer = shared_client.post("/videos/edits", **change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_multipart")


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "undefined", "idna", "unicode_escape", "nonsense", '"\\0"'])
def test_a_form_in_another_encoding(shared_client: httpx.Client, charset: str) -> None:
    form = _form(_PROMPT, _FILE)
    headers = {"Content-Type": f"{form['headers']['Content-Type']}; charset={charset}"}
    answer = shared_client.post("/videos/edits", content=form["content"], headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_charset")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"us-ascii"'])
def test_a_form_may_name_its_encoding(shared_client: httpx.Client, charset: str) -> None:
    form = _form(_PROMPT, _FILE)
    headers = {"Content-Type": f"{form['headers']['Content-Type']}; charset={charset}"}
    assert shared_client.post("/videos/edits", content=form["content"], headers=headers).status_code == 200


@pytest.mark.parametrize(
    "text", [b"\xff", b"\xed\xa0\x80", "\N{LATIN SMALL LETTER A WITH DIAERESIS}".encode("latin-1")]
)
def test_a_field_that_is_no_text(shared_client: httpx.Client, text: bytes) -> None:
    answer = shared_client.post("/videos/edits", **_form(('name="prompt"', text), _FILE))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_multipart")


def test_the_text_of_a_form_has_a_limit(shared_client: httpx.Client) -> None:
    for parts, status in [(1, 200), (2, 413)]:
        texts = [(f'name="n{number}"', bytes(20_000_000)) for number in range(parts)]
        answer = shared_client.post("/videos/edits", **_form(_PROMPT, _FILE, *texts))
        assert answer.status_code == status


def test_the_parts_of_a_form_have_a_limit(shared_client: httpx.Client) -> None:
    for part in ('name="n"', 'name="n"; filename="f"'):
        answer = shared_client.post("/videos/edits", **_form(_PROMPT, *[(part, b"x")] * 100))
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_multipart")


def test_a_file_over_the_limit_is_refused(connect: Connect) -> None:
    client = connect(max_upload_bytes=2_000_000)
    for size, status in [(2_000_000, 200), (2_000_001, 413), (60_000_000, 413)]:
        answer = client.post("/videos/edits", data={"prompt": "x"}, files={"video": ("upload", bytes(size))})
        assert answer.status_code == status


def test_a_file_over_the_limit_is_refused_without_a_declared_length(connect: Connect) -> None:
    client = connect(max_upload_bytes=2_000_000)
    form = _form(_PROMPT, (_FILE[0], bytes(60_000_000)))
    chunks = (form["content"][start : start + 1_000_000] for start in range(0, len(form["content"]), 1_000_000))
    answer = client.post("/videos/edits", content=chunks, headers=form["headers"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")


def test_a_body_that_is_declared_too_large_is_refused_before_it_is_sent(client: httpx.Client) -> None:
    address = (client.base_url.host, client.base_url.port or 0)
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(
            b"POST /v1/videos HTTP/1.1\r\nHost: a.test\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000000000\r\n\r\n"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_json_body_over_the_limit_is_refused(connect: Connect) -> None:
    client = connect(max_json_bytes=1000)
    assert client.post("/videos", json={"prompt": "x" * 500}).status_code == 200
    answer = client.post("/videos", json={"prompt": "x" * 1000})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads the open files from /proc")
def test_uploads_do_not_outlive_their_request(connect: Connect, clock: ManualClock) -> None:
    client = connect(max_upload_bytes=5_000_000)
    big = bytes(3_000_000)

    def leftovers() -> list[str]:
        links = []
        for link in Path("/proc/self/fd").iterdir():
            try:
                links.append(str(link.readlink()))
            except FileNotFoundError:
                continue
        return [link for link in links if link.endswith("(deleted)")]

    before = set(leftovers())
    file = (_FILE[0], big)
    for form in (
        _form(_PROMPT, file),
        _form(file),
        _form(_PROMPT, file, file),
        _form(_PROMPT, file, closed=False),
        {**_form(_PROMPT, file), "content": _form(_PROMPT, file)["content"][:-1000]},
        _form(_PROMPT, (_FILE[0], bytes(5_000_001))),
        _form(_PROMPT, (_FILE[0], bytes(50_000_000))),
    ):
        client.post("/videos/edits", **form)
        assert not set(leftovers()) - before
