"""LiteLLM as a client: every method that it has for videos. `litellm_client.py URL KEY FOLDER`, a line each call."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda path: path.read_bytes(),
    "BytesIO": lambda path: io.BytesIO(path.read_bytes()),
    "an open file": lambda path: path.open("rb"),
}


def tell(operation: str, kind: str, sent: dict[str, Any], **came: Any) -> None:
    """Say what was asked for, and what came of it."""
    print(json.dumps({"operation": operation, "input": kind, "sent": sent, **came}), flush=True)


class Server:
    """LiteLLM's functions, with the address of one server."""

    def __init__(self, url: str, key: str) -> None:
        """Load LiteLLM, which takes seconds."""
        self._litellm: Any = import_module("litellm")
        self._where = {"api_base": url, "api_key": key, "custom_llm_provider": "openai"}

    def call(self, name: str, /, **arguments: Any) -> Any:
        """Call one of its functions."""
        return getattr(self._litellm, name)(**arguments, **self._where)

    def own_id(self, shown: str) -> str:
        """Take the server's id out of LiteLLM's, which holds it with the provider and the model, encoded."""
        decode = import_module("litellm.types.videos.utils").decode_video_id_with_provider
        return str(decode(shown)["video_id"])


def calls(server: Server, folder: Path) -> None:
    """Make every call."""
    clip, still = folder / "clip.mp4", folder / "still.png"
    video = server.call("video_generation", prompt="no file", model="sora-2")
    source = video.id
    tell("create_video", "no file", {"prompt": "no file", "model": "sora-2"}, id=server.own_id(source))
    options = {"model": "sora-2-pro", "seconds": "8", "size": "1280x720"}
    video = server.call("video_generation", prompt="options", **options)
    tell("create_video", "options", {"prompt": "options", **options}, id=server.own_id(video.id))
    for kind, opened in FILES.items():
        video = server.call("video_generation", prompt=kind, model="sora-2", input_reference=opened(still))
        sent = {"prompt": kind, "model": "sora-2", "input_reference": {"file": still.name}}
        tell("create_video", kind, sent, id=server.own_id(video.id))
        character = server.call("video_create_character", name=kind, video=opened(clip))
        tell("create_character", kind, {"name": kind, "video": {"file": clip.name}}, id=character.id)
        same = server.call("video_get_character", character_id=character.id)
        tell("get_character", "an id", {"id": character.id}, id=same.id)
    status = ""
    while status not in ("completed", "failed"):
        status = server.call("video_status", video_id=source).status
    own = server.own_id(source)
    tell("retrieve_video", "an id, until it is done", {"id": own}, id=own, status=status)
    for name, operation, more in (
        ("video_edit", "edit_video", {}),
        ("video_extension", "extend_video", {"seconds": "4"}),
    ):
        video = server.call(name, prompt="a reference", video_id=source, **more)
        tell(
            operation,
            "a reference",
            {"prompt": "a reference", "video": {"id": own}, **more},
            id=server.own_id(video.id),
        )
    for kind, opened in FILES.items():
        video = server.call("video_edit", prompt=kind, video_id="", video=opened(clip))
        tell("edit_video", kind, {"prompt": kind, "video": {"file": clip.name}}, id=server.own_id(video.id))
    video = server.call("video_remix", video_id=source, prompt="JSON")
    tell("remix_video", "JSON", {"id": own, "prompt": "JSON"}, id=server.own_id(video.id))
    (folder / "whole").write_bytes(server.call("video_content", video_id=source))
    tell("download_content", "no variant", {"id": own}, saved="whole")
    (folder / "thumbnail").write_bytes(server.call("video_content", video_id=source, variant="thumbnail"))
    tell("download_content", "thumbnail", {"id": own, "variant": "thumbnail"}, saved="thumbnail")
    for order in ("asc", "desc"):
        page = server.call("video_list", limit=100, order=order)
        ids = [server.own_id(each["id"]) for each in page["data"]]
        tell("list_videos", f"one page, {order}", {}, ids=ids, order=order)


if __name__ == "__main__":
    os.environ |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_TELEMETRY": "False"}
    if sys.argv[1:] == ["--version"]:
        print(version("litellm"))
    else:
        calls(Server(sys.argv[1], sys.argv[2]), Path(sys.argv[3]))
