"""The hostile servers, by name: what each sends is one kind of harm."""

from __future__ import annotations

import base64
import gzip
import json
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from urllib.parse import quote

import attrs

from .server import VIDEO, Bend, Reply, film

KEY = "sk-hostile/Key+0123456789"
"""The key that the judge is given: none of what it writes may have it."""

MIB = 1024 * 1024


def bodies(make: Callable[[], bytes], *, kinds: frozenset[str], header: bytes = b"") -> Bend:
    """Send a body in the place of the answers of some kinds."""
    making, once = threading.Lock(), cache(make)

    def bend(reply: Reply) -> Reply:
        if reply.kind not in kinds:
            return reply
        headers = (*reply.headers, header) if header else reply.headers
        with making:
            body = once()
        return attrs.evolve(reply, body=body, headers=headers)

    return bend


def header(line: bytes) -> Bend:
    """Send one header line more with every answer."""
    return lambda reply: reply.with_header(line)


def redirect(place: bytes) -> Bend:
    """Redirect everything to a place."""
    return lambda reply: attrs.evolve(reply.with_header(b"location: " + place), status=b"302 Found")


def job(**changes: object) -> Bend:
    """Show every video with some properties changed."""
    shown = {**VIDEO, **changes}

    def bend(reply: Reply) -> Reply:
        if reply.kind in {"create", "retrieve"}:
            return reply.showing(shown)
        return reply.showing({**json.loads(reply.body), "data": [shown]}) if reply.kind == "list" else reply

    return bend


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Bend:
    """Send something without an end, but for the first look whether there is a server."""

    def stream() -> Iterator[bytes]:
        yield head
        while True:
            yield piece
            time.sleep(pause)

    return lambda reply: reply if b"limit=1 " in reply.request[:64] else stream()


def page_of(count: int) -> bytes:
    """Give a page of many videos."""
    videos = [{**VIDEO, "id": f"video_{number}"} for number in range(count)]
    return json.dumps({"object": "list", "data": videos, "has_more": False}).encode()


def ids_of(count: int) -> bytes:
    """Give a page of many videos that are nothing but an id."""
    return json.dumps({"object": "list", "data": [{"id": str(number)} for number in range(count)]}).encode()


def boxes(depth: int) -> bytes:
    """Give boxes in boxes."""
    data = b""
    for _ in range(depth):
        data = (len(data) + 8).to_bytes(4, "big") + b"moov" + data
    return data


def ways_to_write(secret: str) -> list[str]:
    """Give a secret as it is, and as URLs, JSON, HTML, Base64 and hexadecimal write it."""
    return [
        secret,
        quote(secret, safe=""),
        quote(quote(secret, safe=""), safe=""),
        "".join(f"\\u{ord(letter):04x}" for letter in secret),
        "".join(f"&#{ord(letter)};" for letter in secret),
        base64.b64encode(secret.encode()).decode(),
        base64.b64encode(f"Bearer {secret}".encode()).decode(),
        base64.urlsafe_b64encode(f"x{secret}".encode()).decode(),
        secret.replace("/", "\\/"),
        secret.encode().hex(),
    ]


def echoed(reply: Reply) -> Reply:
    """Repeat the key wherever there is room for it, in every way to write it."""
    ways = ways_to_write(KEY)
    lines = [f"x-way-{number}: {way}" for number, way in enumerate(ways)]
    lines += [f"location: /v1/videos?key={KEY}", f"set-cookie: key={KEY}", f"authorization: Bearer {KEY}"]
    told = attrs.evolve(reply, headers=(*reply.headers, *(line.encode() for line in lines)))
    if reply.kind == "list":
        return told
    body = ('{"error": {"message": "no such key: ' + ",".join(ways) + '", "type": "x"}}').encode()
    return attrs.evolve(told, body=body, status=f"400 {KEY}".encode())


CONTROLS = "\x1b[2J\x1b]0;title\x07\x9b31m\u202e\u2066evil\u200b\r\nforged: 1\t\x00"
PLAYLISTS: Mapping[str, bytes] = {
    "ffconcat": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "hls": b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 0.0.0.0\nt=0 0\nm=video 5004 RTP/AVP 96\n"
    b"a=rtpmap:96 H264/90000\n",
    "dash": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
    b'<Representation id="1" mimeType="video/mp4" bandwidth="1"><BaseURL>http://127.0.0.1:9/</BaseURL>'
    b"</Representation></AdaptationSet></Period></MPD>",
}
JSON = frozenset({"list", "create", "retrieve", "delete"})
ASKED = frozenset({"create", "retrieve", "content"})
CONTENT = frozenset({"content"})
LIST = frozenset({"list"})
GZIP = b"content-encoding: gzip"


def controls(reply: Reply) -> Reply:
    """Refuse everything but the list, in words that would move the cursor."""
    if reply.kind == "list":
        return reply
    error = {"message": CONTROLS, "type": CONTROLS, "code": CONTROLS}
    return attrs.evolve(reply.showing({"error": error, "id": CONTROLS}), status=b"400 \x1b[2Jbad")


def zeros(reply: Reply) -> Reply | Iterator[bytes]:
    """Send a gigabyte of zeros as a video."""

    def stream() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ncontent-length: %d\r\n\r\n" % (1024 * MIB)
        for _ in range(1024):
            yield bytes(MIB)

    return stream() if reply.kind == "content" else reply


def _packed_zeros(mib: int) -> bytes:
    piece = bytes(MIB)
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(piece) for _ in range(mib)), packer.flush()])


HOSTILE: Mapping[str, Bend] = {
    "3 GiB of JSON in 3 MiB": bodies(lambda: _packed_zeros(3072), kinds=ASKED, header=GZIP),
    "packed twice": bodies(
        lambda: gzip.compress(_packed_zeros(512)), kinds=ASKED, header=b"content-encoding: gzip, gzip"
    ),
    "packed as nobody asked": bodies(lambda: b"{}", kinds=ASKED, header=b"content-encoding: br"),
    "packed in name only": bodies(lambda: b"{}", kinds=ASKED, header=GZIP),
    "a million ids": bodies(lambda: ids_of(1_000_000), kinds=LIST),
    "5000 videos on a page": bodies(lambda: page_of(5000), kinds=LIST),
    "millions of empty lists": bodies(lambda: b"[" + b"[]," * 2_000_000 + b"[]]", kinds=ASKED),
    "nested a hundred thousand deep": bodies(lambda: b'{"a":' * 100_000, kinds=JSON - LIST),
    "a gigabyte of zeros as a video": zeros,
    "a video of 64 MiB less one byte": bodies(lambda: film() + bytes(64 * MIB - len(film()) - 1), kinds=CONTENT),
    "boxes 3000 deep": bodies(lambda: boxes(3000), kinds=CONTENT),
    "a million boxes": bodies(lambda: b"\0\0\0\x08free" * 1_000_000, kinds=CONTENT),
    "an unknown codec": bodies(lambda: film().replace(b"avc1", b"zzzz"), kinds=CONTENT),
    **{f"{name} as a video": bodies(partial(bytes, text), kinds=CONTENT) for name, text in PLAYLISTS.items()},
    "a name of a file in UTF-8": header("content-disposition: attachment; filename=Mädchen.mp4".encode()),
    "a cookie in UTF-8": header("set-cookie: a=Mädchen; path=/".encode()),
    "a header of no encoding": header(b"x-odd: \xff\xfe"),
    "a header of 60 kB": header(b"x-long: " + b"a" * 60_000),
    "superscripts to wait for": header("openai-poll-after-ms: \u00b2".encode()),
    "5000 digits to wait for": header(b"openai-poll-after-ms: " + b"9" * 5000),
    "a place that is none": lambda reply: attrs.evolve(
        reply.with_header(b"location: http://[::1"), status=b"302 Found"
    ),
    "a host without an end": lambda reply: attrs.evolve(
        reply.with_header(b"location: http://" + b"a" * 5000 + b"/"), status=b"302 Found"
    ),
    "an id of half a character": job(id="\ud800x"),
    "an id of 7 MB": job(id="v" * 7_000_000),
    "an id of 100 kB": job(id="v" * 100_000),
    "an id that climbs": job(id="../../etc/passwd"),
    "an id of control characters": job(id=f"video_{CONTROLS}"),
    "an id that is a list": job(id=[1, {"a": 2}]),
    "a name of half a character": job(**{"\ud800": 1}),
    "times beyond numbers": job(created_at=10**400, completed_at=-(10**400), expires_at=1e308),
    "a number of 5000 digits": bodies(
        lambda: b'{"id": "video_1", "created_at": ' + b"9" * 5000 + b"}", kinds=JSON - LIST
    ),
    "control characters everywhere": controls,
    "the key in every answer": echoed,
    "a message of 7 MB": job(error={"code": "x" * 7_000_000, "message": "y"}, status="failed"),
    "a head that drips": endless(b"HTTP/1.1 200 OK\r\nx-a: ", b"a", 0.1),
    "a body that drips": endless(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n", b" ", 0.1),
    "a body without an end": endless(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", b" " * 100_000),
    "chunks without an end": endless(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\n \r\n", 0.01),
    "headers without an end": endless(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n" * 100),
    "hints without an end": endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.01),
    "no HTTP": lambda _: iter([b"\x00\xff not http at all\r\n\r\n"]),
}
"""What each sends. The head of the list is answered as it should be where nothing else would be asked for."""
