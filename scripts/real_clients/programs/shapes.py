"""What the official SDKs for Ruby and Go put on the wire, where neither can be had: `shapes.py ruby URL KEY FOLDER`.

The shapes were captured of Ruby 0.80 and Go 3.52 in November 2026: which parts in which order, with which headers, and
how the body is framed. The documentation's own calls, a StringIO in Ruby and a reader in Go, are among them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

BOUNDARY = "a7fd04cf4c7f2e86a37d"
TEXT = "Example data"
Fields = Mapping[str, "str | bytes"]


@dataclass(frozen=True)
class Shape:
    """How one SDK writes a request."""

    version: str
    agent: str
    encodings: str
    file_name: str
    text_type: str
    """The Content-Type of a part that is no file, or nothing."""
    chunked: bool
    sorted: bool
    json_remix: bool

    def form(self, fields: Fields) -> bytes:
        """Write a form as the SDK writes it."""
        rows = sorted(fields.items()) if self.sorted else fields.items()
        return b"".join(self._part(name, value) for name, value in rows) + f"--{BOUNDARY}--\r\n".encode()

    def _part(self, name: str, value: str | bytes) -> bytes:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, bytes):
            head += f'; filename="{self.file_name}"\r\nContent-Type: application/octet-stream'
        elif self.text_type:
            head += f"\r\nContent-Type: {self.text_type}"
        return f"{head}\r\n\r\n".encode() + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"


SHAPES = {
    "ruby": Shape(
        version="0.80",
        agent="OpenAI::Client/Ruby 0.80.0",
        encodings="gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
        file_name="upload",
        text_type="text/plain",
        chunked=True,
        sorted=False,
        json_remix=False,
    ),
    "go": Shape(
        version="3.52",
        agent="OpenAI/Go 3.52.0",
        encodings="gzip",
        file_name="anonymous_file",
        text_type="",
        chunked=False,
        sorted=True,
        json_remix=True,
    ),
}


class Connection:
    """One connection that is kept open, with the headers of an SDK."""

    def __init__(self, shape: Shape, url: str, key: str) -> None:
        """Open nothing yet."""
        address = urlsplit(url)
        self._shape = shape
        self._base = address.path
        self._http = HTTPConnection(address.hostname or "", address.port, timeout=30)
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": shape.encodings,
            "Authorization": f"Bearer {key}",
            "User-Agent": shape.agent,
        }

    def ask(self, method: str, path: str, **headers: str) -> HTTPResponse:
        """Ask without a body, and without a type of one."""
        self._http.request(method, self._base + path, headers=self._headers | headers)
        return self._answer()

    def post(self, path: str, fields: Fields) -> dict[str, Any]:
        """Send a form, in one piece or in chunks."""
        body = self._shape.form(fields)
        headers = self._headers | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        if self._shape.chunked:
            headers["Transfer-Encoding"] = "chunked"
            self._http.request("POST", self._base + path, _pieces(body), headers, encode_chunked=True)
        else:
            self._http.request("POST", self._base + path, body, headers)
        return self._document()

    def remix(self, video_id: str, prompt: str) -> dict[str, Any]:
        """Send a remix, which is a form in one SDK and JSON in the other."""
        path = f"/videos/{video_id}/remix"
        if not self._shape.json_remix:
            return self.post(path, {"prompt": prompt})
        headers = self._headers | {"Content-Type": "application/json"}
        self._http.request("POST", self._base + path, json.dumps({"prompt": prompt}).encode(), headers)
        return self._document()

    def get(self, path: str) -> dict[str, Any]:
        """Give what is at a path, as JSON."""
        return dict(json.loads(self.ask("GET", path).read()))

    def _document(self) -> dict[str, Any]:
        return dict(json.loads(self._answer().read()))

    def _answer(self) -> HTTPResponse:
        answer = self._http.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {answer.read().decode()}")
        return answer


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 16_000):
        yield body[start : start + 16_000]


def tell(operation: str, kind: str, sent: Mapping[str, Any], **came: Any) -> None:
    """Say what was asked for, and what came of it."""
    print(json.dumps({"operation": operation, "input": kind, "sent": sent, **came}), flush=True)


def calls(server: Connection, folder: Path) -> None:
    """Make every call."""
    clip, still = (folder / "clip.mp4").read_bytes(), (folder / "still.png").read_bytes()
    source = server.post("/videos", {"prompt": "no file"})["id"]
    tell("create_video", "no file", {"prompt": "no file"}, id=source)
    sent = {"prompt": "options", "model": "sora-2-pro", "seconds": "8", "size": "1280x720"}
    answer = server.post("/videos", {"prompt": "options", "input_reference": still, **sent})
    tell("create_video", "options and a reader", sent | {"input_reference": {"file": "still.png"}}, id=answer["id"])
    for key, value in (("image_url", "https://example.org/still.png"), ("file_id", "file_123")):
        answer = server.post("/videos", {"prompt": key, f"input_reference[{key}]": value})
        tell("create_video", f"a reference, {key}", {"prompt": key, "input_reference": {key: value}}, id=answer["id"])
    failed = server.post("/videos", {"prompt": "poll [fail]"})["id"]
    tell("create_video", "a job that fails", {"prompt": "poll [fail]"}, id=failed, status=ended(server, failed))
    status = ended(server, source)
    tell("retrieve_video", "an id, until it is done", {"id": source}, id=source, status=status)
    derive(server, source, clip)
    take(server, source, folder)
    lists(server)
    gone = json.loads(server.ask("DELETE", f"/videos/{failed}").read())
    tell("delete_video", "an id", {"id": failed}, id=gone["id"], deleted=gone["deleted"])


def ended(server: Connection, video_id: str) -> str:
    """Look at a job until it is at its end, and say at which."""
    status = ""
    while status not in ("completed", "failed"):
        status = server.get(f"/videos/{video_id}")["status"]
    return status


def derive(server: Connection, source: str, clip: bytes) -> None:
    """Make a video of another one, and a character, from a reader, the documented one among them, and a reference."""
    inputs: Iterable[tuple[str, dict[str, str | bytes], dict[str, str]]] = (
        ("the documented reader", {"video": TEXT.encode()}, {"text": TEXT}),
        ("a reader", {"video": clip}, {"file": "clip.mp4"}),
        ("a reference", {"video[id]": source}, {"id": source}),
    )
    for kind, part, video in inputs:
        answer = server.post("/videos/edits", {"prompt": kind, **part})
        tell("edit_video", kind, {"prompt": kind, "video": video}, id=answer["id"])
        answer = server.post("/videos/extensions", {"prompt": kind, **part, "seconds": "4"})
        tell("extend_video", kind, {"prompt": kind, "seconds": "4", "video": video}, id=answer["id"])
        if "id" in video:
            continue
        answer = server.post("/videos/characters", {"name": kind, **part})
        tell("create_character", kind, {"name": kind, "video": video}, id=answer["id"])
        same = server.get(f"/videos/characters/{answer['id']}")
        tell("get_character", "an id", {"id": answer["id"]}, id=same["id"])
    answer = server.remix(source, "remix")
    tell("remix_video", "its encoding", {"id": source, "prompt": "remix"}, id=answer["id"])


def take(server: Connection, source: str, folder: Path) -> None:
    """Take what a job made."""
    for variant in ("video", "thumbnail", "spritesheet"):
        path = f"/videos/{source}/content?variant={variant}"
        (folder / f"whole.{variant}").write_bytes(server.ask("GET", path, Accept="application/binary").read())
        sent = {"id": source, "variant": variant}
        tell("download_content", variant, sent, saved=f"whole.{variant}")


def lists(server: Connection) -> None:
    """Page to the end, both ways."""
    for order in ("asc", "desc"):
        ids: list[str] = []
        more: dict[str, str] = {}
        while True:
            page = server.get(f"/videos?{urlencode({'limit': 3, 'order': order} | more)}")
            ids += [video["id"] for video in page["data"]]
            if not page["has_more"]:
                break
            more = {"after": page["last_id"]}
        tell("list_videos", f"all pages, {order}", {}, ids=ids, order=order)


if __name__ == "__main__":
    language, first, *rest = sys.argv[1:]
    if first == "--version":
        print(f"{SHAPES[language].version}, by its captured shape")
    else:
        calls(Connection(SHAPES[language], first, rest[0]), Path(rest[1]))
