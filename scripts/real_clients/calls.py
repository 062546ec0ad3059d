"""Calls: what a client says that it asked for, held against what the server saw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import shake_256
from pathlib import Path
from typing import Any

import httpx
from openai_videos_mock import VideosServer
from openai_videos_mock.journal import Entry

READS = frozenset({"retrieve_video", "list_videos", "get_character", "download_content"})
"""What a client may do more often than it says: polling is that."""
NAMED = frozenset({"retrieve_video", "delete_video", "remix_video", "download_content", "get_character"})
"""What has an id in its path."""
STARTS = frozenset({"create_video", "edit_video", "extend_video", "remix_video"})


@dataclass(frozen=True)
class Call:
    """One call of a client: a line that its program printed."""

    operation: str
    input: str
    """The kind of input, in the words of the client's language."""
    sent: Mapping[str, Any]
    id: str | None = None
    status: str | None = None
    deleted: bool | None = None
    saved: str | None = None
    ids: Sequence[str] | None = None
    order: str = "desc"


def calls_of(output: str) -> list[Call]:
    """Read what a program printed."""
    return [Call(**json.loads(line)) for line in output.splitlines()]


def lay_out(folder: Path) -> None:
    """Write the files to upload: bytes of every value, lines that look like a boundary, and a length that is odd."""
    noise = shake_256(b"noise").digest(240_000)
    clip = b"\0\0\0\x18ftypmp42" + noise[:200_001] + b"\r\n--a7fd04cf4c7f2e86a37\r\n\r\n" + noise[200_001:]
    (folder / "clip.mp4").write_bytes(clip)
    (folder / "still.png").write_bytes(b"\x89PNG\r\n\x1a\n" + noise[:30_001] + b"\r\n--")


def differences(calls: Sequence[Call], server: VideosServer, folder: Path) -> list[str]:
    """Say where the server saw something else than was asked for, or gave something else than came."""
    wrong = []
    unclaimed = [entry for entry in server.requests if entry.operation]
    for call in calls:
        wanted = {name: _content(value, folder) for name, value in call.sent.items()}
        fitting = [each for each in unclaimed if each.operation == call.operation and _sent(each) == wanted]
        # A list has no one request: it is told as a whole, by its ids.
        if not fitting and call.operation != "list_videos":
            wrong.append(f"{call.operation}, {call.input}: no such request; {_nearest(call, unclaimed)}")
            continue
        entry = next((each for each in fitting if each.status == 200), None)
        if fitting and entry is None:
            wrong.append(f"{call.operation}, {call.input}: answered with {fitting[0].status}")
        if entry is not None:
            unclaimed.remove(entry)
            if call.id is not None and entry.answer.get("id") != call.id:
                wrong.append(f"{call.operation}, {call.input}: it read {call.id}, the answer was {entry.answer}")
        wrong += [f"{call.operation}, {call.input}: {each}" for each in _outcome(call, server, folder)]
    return wrong + [
        f"{each.operation}: a request that the client does not tell of, {each.method} {each.path} ({each.status})"
        for each in unclaimed
        if each.operation not in READS
    ]


def _sent(entry: Entry) -> dict[str, Any]:
    """Give what was asked for, with `video[id]` and the like as objects."""
    sent: dict[str, Any] = {}
    for name, value in entry.sent.items():
        outer, bracket, inner = name.partition("[")
        if bracket:
            sent[outer] = {**sent.get(outer, {}), inner.removesuffix("]"): value}
        elif name != "id" or entry.operation in NAMED:
            sent[name] = value
    return sent


def _content(value: Any, folder: Path) -> Any:
    if isinstance(value, Mapping) and value.keys() == {"file"}:
        return (folder / value["file"]).read_bytes()
    if isinstance(value, Mapping) and value.keys() == {"text"}:
        return value["text"].encode()
    return value


def _nearest(call: Call, entries: Sequence[Entry]) -> str:
    others = [each for each in entries if each.operation == call.operation]
    if not others:
        return "no request for this operation is left"
    return "seen: " + "; ".join(
        ", ".join(f"{name}={_short(value)}" for name, value in _sent(each).items()) for each in others[:3]
    )


def _short(value: Any) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else f"{value!r:.60}"


def _outcome(call: Call, server: VideosServer, folder: Path) -> list[str]:
    wrong = []
    if call.saved is not None:
        with server.http_client() as http:
            expected = _download(http, call)
        if (folder / call.saved).read_bytes() != expected:
            wrong.append(f"saved other bytes than the {len(expected)} that the server has")
    if call.operation == "delete_video" and call.deleted is not True:
        wrong.append(f"`deleted` was {call.deleted}")
    expected_status = "failed" if "[fail]" in str(call.sent.get("prompt")) else "completed"
    if call.status not in (None, expected_status):
        wrong.append(f"it ended as {call.status}, and should as {expected_status}")
    if call.ids is not None:
        # Every client lists after all that it made, and before what it deletes.
        ids = [entry.answer["id"] for entry in server.requests if entry.operation in STARTS and entry.status == 200]
        if list(call.ids) != (ids if call.order == "asc" else ids[::-1]):
            wrong.append(f"it listed {len(call.ids)} videos: {list(call.ids)}; there are {ids}, {call.order}")
    return wrong


def _download(http: httpx.Client, call: Call) -> bytes:
    variant = {"variant": call.sent["variant"]} if "variant" in call.sent else {}
    answer = http.get(f"/videos/{call.sent['id']}/content", params=variant)
    return answer.content
