"""What goes over the wire."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openai_videos import APIError, Upload
from openai_videos.types import ImageInputReferenceParam, Video, VideoCharacter, VideoReferenceInputParam

from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Api

CHARACTER = httpx.Response(200, json={"id": "char_1", "created_at": 1, "name": "x"})


def test_create_without_reference_is_multipart_with_nothing_that_was_not_given(api: Api) -> None:
    api.call("create", prompt="Ein Kätzchen")
    request = api.requests[0]
    assert (request.method, str(request.url)) == ("POST", "http://videos.test/v1/videos")
    assert request.headers["authorization"] == "Bearer key"
    (part,) = api.parts()
    assert (part.name, part.filename, part.content_type) == ("prompt", None, None)
    assert part.content.decode() == "Ein Kätzchen"


def test_create_sends_what_was_given(api: Api) -> None:
    api.call("create", prompt="x", model="my-model", seconds="30", size="1x1")
    assert {part.name: part.content for part in api.parts()} == {
        "prompt": b"x",
        "model": b"my-model",
        "seconds": b"30",
        "size": b"1x1",
    }


def test_remix_is_json(api: Api) -> None:
    api.call("remix", "video_123", prompt="x")
    assert api.requests[0].url.path == "/v1/videos/video_123/remix"
    assert api.json() == {"prompt": "x"}


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("retrieve", "/v1/videos/video_123", ""),
        ("get_character", "/v1/videos/characters/video_123", ""),
        ("download_content", "/v1/videos/video_123/content", ""),
    ],
)
def test_reads_have_no_body_and_send_no_defaults(api: Api, method: str, path: str, query: str) -> None:
    api.call(method, "video_123")
    request = api.requests[0]
    assert (request.method, request.url.path, request.url.query.decode()) == ("GET", path, query)
    assert "content-type" not in request.headers


def test_delete_has_no_content_type(api: Api) -> None:
    deleted = {"id": "video_123", "deleted": True, "object": "video.deleted"}
    api.answers = [httpx.Response(200, json=deleted)]
    response = api.call("delete", "video_123")
    assert (api.requests[0].method, "content-type" in api.requests[0].headers) == ("DELETE", False)
    assert (response.id, response.deleted, response.object) == ("video_123", True, "video.deleted")


def test_variant_is_a_query_parameter(api: Api) -> None:
    api.call("download_content", "video_123", variant="thumbnail")
    assert api.requests[0].url.query == b"variant=thumbnail"


def test_list_sends_the_parameters_given(api: Api) -> None:
    api.answers = [httpx.Response(200, json={"object": "list", "data": [], "has_more": False})]
    api.call("list", limit=0, order="asc")
    assert dict(api.requests[0].url.params) == {"limit": "0", "order": "asc"}


@pytest.mark.parametrize("identity", ["a/b", "a b?c#d", "ä", "..%2f", "a\r\nX: y"])
def test_ids_are_encoded(api: Api, identity: str) -> None:
    api.call("retrieve", identity)
    assert httpx.URL(str(api.requests[0].url)).raw_path.count(b"/") == 3
    assert api.requests[0].url.path == f"/v1/videos/{identity}"


@pytest.mark.parametrize("identity", ["", " ", ".", ".."])
@pytest.mark.parametrize("method", ["retrieve", "delete", "get_character", "download_content"])
def test_ids_that_would_hit_another_route_are_refused(api: Api, method: str, identity: str) -> None:
    with pytest.raises(ValueError, match=r"(_id` must be an id|non-empty value for `.*_id`)"):
        api.call(method, identity)
    assert not api.requests


@pytest.mark.parametrize("identity", [None, 3, b"video_123"])
def test_ids_that_are_no_text_are_refused(api: Api, identity: Any) -> None:
    with pytest.raises(TypeError, match="`video_id` must be a str"):
        api.call("retrieve", identity)
    assert not api.requests


class _Path:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


FILES: list[tuple[str, Any, str, str]] = [
    ("bytes", lambda _: b"data", "upload", "application/octet-stream"),
    ("bytearray", lambda _: bytearray(b"data"), "upload", "application/octet-stream"),
    ("memoryview", lambda _: memoryview(b"data"), "upload", "application/octet-stream"),
    ("text path", str, "clip.mp4", "video/mp4"),
    ("Path", lambda path: path, "clip.mp4", "video/mp4"),
    ("path-like", _Path, "clip.mp4", "video/mp4"),
    ("file", lambda path: path.open("rb"), "clip.mp4", "video/mp4"),
    ("BytesIO", lambda _: io.BytesIO(b"data"), "upload", "application/octet-stream"),
    ("name and bytes", lambda _: ("a.webp", b"data"), "a.webp", "image/webp"),
    ("name and file", lambda path: ("a.png", path.open("rb")), "a.png", "image/png"),
    ("name and path", lambda path: ("a.png", path), "a.png", "image/png"),
    ("name, bytes, type", lambda _: ("a.bin", b"data", "video/quicktime"), "a.bin", "video/quicktime"),
    ("no name, bytes", lambda _: (None, b"data"), "upload", "application/octet-stream"),
    ("no name, path, type", lambda path: (None, path, "video/webm"), "clip.mp4", "video/webm"),
    ("name, bytes, no type", lambda _: ("a", b"data", None), "a", "application/octet-stream"),
]


@pytest.mark.parametrize(("make", "name", "kind"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
@pytest.mark.parametrize(
    ("method", "field", "others"),
    [
        ("edit", "video", {"prompt": "x"}),
        ("extend", "video", {"prompt": "x", "seconds": "4"}),
        ("create_character", "video", {"name": "x"}),
        ("create", "input_reference", {"prompt": "x"}),
    ],
)
def test_files_are_parts_with_name_and_type(
    api: Api, tmp_path: Path, method: str, field: str, others: dict[str, str], make: Any, name: str, kind: str
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"data")
    api.answers = [CHARACTER] if method == "create_character" else []
    api.call(method, **others, **{field: make(path)})
    *texts, file = api.parts()
    assert {part.name: part.content.decode() for part in texts} == others
    assert all(part.filename is None for part in texts)
    assert (file.name, file.filename, file.content_type, file.content) == (field, name, kind, b"data")
    assert int(api.requests[0].headers["content-length"]) == len(api.requests[0].content)


PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
MP4 = b"\0\0\0\x20ftypisom" + bytes(100)
UNTOLD: list[tuple[str, Callable[[Path], Any], bytes, str]] = [
    ("bytes", lambda _: PNG, PNG, "image/png"),
    ("BytesIO", lambda _: io.BytesIO(MP4), MP4, "video/mp4"),
    ("a path without an ending", lambda path: path, MP4, "video/mp4"),
    ("a file without an ending", lambda path: path.open("rb"), MP4, "video/mp4"),
    ("a name without an ending", lambda _: ("cat", PNG), PNG, "image/png"),
    ("a name with an ending", lambda _: ("cat.jpg", PNG), PNG, "image/jpeg"),
    ("a type of its own", lambda _: ("cat", PNG, "image/x-own"), PNG, "image/x-own"),
]


@pytest.mark.parametrize(("make", "content", "kind"), [row[1:] for row in UNTOLD], ids=[row[0] for row in UNTOLD])
def test_the_first_bytes_tell_what_the_name_does_not(
    api: Api, tmp_path: Path, make: Callable[[Path], Any], content: bytes, kind: str
) -> None:
    path = tmp_path / "clip"
    path.write_bytes(MP4)
    api.call("edit", prompt="x", video=make(path))
    assert (api.parts()[1].content_type, api.parts()[1].content) == (kind, content)


def test_files_in_the_extra_body(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(PNG)
    extra = {
        "mask": path,
        "frames": [PNG, ("last.png", io.BytesIO(PNG))],
        "lora": {"file": Upload([b"a"], 1)},
    }
    api.call("create", prompt="x", input_reference=MP4, extra_body={**extra, "seed": 7, "path": str(path)})
    sent = [(part.name, part.filename, part.content) for part in api.parts()]
    assert sent == [
        ("seed", None, b"7"),
        ("path", None, str(path).encode()),
        ("prompt", None, b"x"),
        ("mask", "mask.png", PNG),
        ("frames[]", "upload", PNG),
        ("frames[]", "last.png", PNG),
        ("lora[file]", "upload", b"a"),
        ("input_reference", "upload", MP4),
    ]


def test_a_file_in_the_extra_body_makes_a_form(api: Api) -> None:
    api.call("remix", "video_1", prompt="x", extra_body={"mask": PNG})
    assert [(part.name, part.filename) for part in api.parts()] == [("prompt", None), ("mask", "upload")]
    with pytest.raises(TypeError, match="files and references do not go together"):
        api.call("create", prompt="x", input_reference={"file_id": "a"}, extra_body={"mask": PNG})
    with pytest.raises(FileNotFoundError, match=r"`lora\[file\]` is the path of a file that does not exist"):
        api.call("remix", "video_1", prompt="x", extra_body={"lora": {"file": Path("none")}})
    assert len(api.requests) == 1


REFERENCES: list[tuple[str, str, Any, Any]] = [
    ("edit", "video", {"id": "video_1"}, {"id": "video_1"}),
    ("edit", "video", VideoReferenceInputParam(id="video_1"), {"id": "video_1"}),
    ("edit", "video", Video.from_dict(VIDEO), {"id": "video_123"}),
    ("extend", "video", Video.from_dict(VIDEO), {"id": "video_123"}),
    ("create", "input_reference", {"image_url": "https://a.test/b.png"}, {"image_url": "https://a.test/b.png"}),
    ("create", "input_reference", ImageInputReferenceParam(file_id="file_1"), {"file_id": "file_1"}),
]


@pytest.mark.parametrize(("method", "field", "value", "sent"), REFERENCES)
def test_references_go_as_json(api: Api, method: str, field: str, value: Any, sent: Any) -> None:
    others = {"prompt": "x"} | ({"seconds": "4"} if method == "extend" else {})
    api.call(method, **others, **{field: value})
    assert api.json() == others | {field: sent}


@pytest.mark.parametrize("method", ["edit", "extend", "create", "create_character"])
@pytest.mark.parametrize(
    "value",
    [
        7,
        1.5,
        object(),
        ["a"],
        (),
        ("a",),
        (1, b""),
        ("a", b"", 1),
        ("a", 7),
        ("a", b"", "b", {}),
        io.StringIO("x"),
        True,
    ],
)
def test_anything_else_is_refused_before_a_byte_is_sent(api: Api, method: str, value: Any) -> None:
    others = {"name": "x"} if method == "create_character" else {"prompt": "x"}
    others |= {"seconds": "4"} if method == "extend" else {}
    field = "input_reference" if method == "create" else "video"
    with pytest.raises(TypeError, match=rf"`{field}` must be a path .*bytes.*file object.*name, content") as caught:
        api.call(method, **others, **{field: value})
    assert ("reference" in str(caught.value).replace(field, "")) == (method != "create_character")
    assert not api.requests


@pytest.mark.parametrize("value", [{"id": "video_1"}, Video.from_dict(VIDEO)])
def test_a_character_needs_a_file(api: Api, value: Any) -> None:
    with pytest.raises(TypeError, match="`video` must be a path"):
        api.call("create_character", name="x", video=value)


@pytest.mark.parametrize(
    ("field", "method", "value"),
    [
        ("input_reference", "create", Video.from_dict(VIDEO)),
        ("video", "edit", VideoCharacter(created_at=1, id="char_1")),
    ],
)
def test_models_of_another_kind_are_no_references(api: Api, field: str, method: str, value: Any) -> None:
    with pytest.raises(TypeError, match=f"`{field}` must be"):
        api.call(method, prompt="x", **{field: value})


def test_a_video_without_id_is_no_reference(api: Api) -> None:
    with pytest.raises(ValueError, match="no id"):
        api.call("edit", prompt="x", video=Video.from_dict({}))


def test_missing_file_and_folder_are_named(api: Api, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"does not exist.*named by a reference") as missing:
        api.call("edit", prompt="x", video="video_123")
    assert missing.value.filename == "video_123"
    with pytest.raises(IsADirectoryError, match="folder"):
        api.call("edit", prompt="x", video=tmp_path)
    assert not api.requests


def _is_open(path: Path) -> bool:
    """Tell whether this process has a file open; what others of its threads close meanwhile is no matter."""
    held = []
    for descriptor in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ():
        with contextlib.suppress(OSError):
            held.append(descriptor.readlink())
    return path in held


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(200, json=VIDEO), httpx.Response(500, text="no"), httpx.ConnectError("no")],
    ids=["success", "refusal", "no connection"],
)
def test_files_that_were_opened_are_closed(api: Api, tmp_path: Path, answer: Any) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"data")
    api.answers = [answer]
    with contextlib.suppress(APIError):
        api.call("edit", prompt="x", video=path)
    assert api.requests
    assert not _is_open(path)


def test_files_of_the_caller_stay_open(api: Api) -> None:
    file = io.BytesIO(b"data")
    api.call("edit", prompt="x", video=file)
    assert not file.closed


def test_a_file_is_sent_whole_wherever_it_stands(api: Api) -> None:
    file = io.BytesIO(b"data")
    file.read()
    api.call("edit", prompt="x", video=file)
    assert api.parts()[-1].content == b"data"


def test_files_whose_length_is_unknown_go_in_chunks(api: Api, tmp_path: Path) -> None:
    packed = tmp_path / "clip.mp4.gz"
    packed.write_bytes(gzip.compress(b"data" * 10_000))
    with gzip.open(packed) as file:
        api.call("edit", prompt="x", video=("clip.mp4", file))
    assert api.parts()[-1].content == b"data" * 10_000

    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as end:
            end.write(b"data")

    thread = threading.Thread(target=write)
    thread.start()
    with os.fdopen(reading, "rb") as pipe:
        api.call("edit", prompt="x", video=pipe)
    thread.join()
    assert api.parts()[-1].content == b"data"
    assert api.requests[-1].headers["transfer-encoding"] == "chunked"


def test_a_temporary_file_has_its_length(api: Api) -> None:
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(b"data")
        file.flush()
        api.call("edit", prompt="x", video=file)
    assert api.parts()[-1].content == b"data"
    assert "content-length" in api.requests[-1].headers


def test_a_file_cannot_add_fields(api: Api) -> None:
    """A constant boundary would let the bytes of a file end the part and begin another."""
    data = b'\r\n--+++\r\nContent-Disposition: form-data; name="model"\r\n\r\nother\r\n--+++--\r\n'
    boundaries = set()
    for _ in range(2):
        api.call("edit", prompt="x", video=data)
        assert [part.name for part in api.parts()] == ["prompt", "video"]
        assert api.parts()[-1].content == data
        boundaries.add(api.requests[-1].headers["content-type"])
    assert len(boundaries) == 2


def test_names_of_files_cannot_add_headers(api: Api) -> None:
    api.call("edit", prompt="x", video=('a"\r\nX-Evil: 1\r\n\r\n.mp4', b"data"))
    assert b"\r\nX-Evil" not in api.requests[0].content
    assert [part.name for part in api.parts()] == ["prompt", "video"]
