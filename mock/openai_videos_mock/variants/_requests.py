"""What a server takes and what it refuses: the contract leaves much of that to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import av
from attrs import evolve
from av.error import FFmpegError

from openai_videos_mock._media import probe
from openai_videos_mock.faults._messages import Act, Asked, Proceed, Reply, refusal
from openai_videos_mock.faults._tools import CREATE, STARTS, instead
from openai_videos_mock.variants._variant import Variant

_TAKES_A_BODY = STARTS | {"create_character"}
_KNOWN = ("sora-2", "sora-2-pro")
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


def _refused(when: Callable[[Asked], bool], message: str) -> Act:
    return instead(_TAKES_A_BODY, refusal(400, message), when)


def _prompt(asked: Asked) -> str:
    prompt = asked.fields.get("prompt")
    return prompt if isinstance(prompt, str) else ""


def _has_unknown_field(asked: Asked) -> bool:
    bodies = asked.world.contract.operations[asked.operation].bodies
    known = {name for body in bodies.values() for name in body.properties}
    return any(name.partition("[")[0] not in known for name in asked.fields)


def _has_control_characters(asked: Asked) -> bool:
    return any(ord(character) < 32 and character not in "\t\r\n" for character in _prompt(asked))


def _reference(asked: Asked) -> dict[str, Any]:
    """Find a reference image that is no upload."""
    fields = asked.fields
    found = fields.get("input_reference")
    if isinstance(found, dict):
        return found
    return {key: fields[name] for key in ("file_id", "image_url") if (name := f"input_reference[{key}]") in fields}


def _is_no_media(asked: Asked) -> bool:
    image, video = asked.fields.get("input_reference"), asked.fields.get("video")
    if isinstance(image, bytes) and not image.startswith(_SIGNATURES):
        return True
    return isinstance(video, bytes) and probe(BytesIO(video)) is None


def _has_another_size(asked: Asked) -> bool:
    image = asked.fields.get("input_reference")
    if not isinstance(image, bytes):
        return False
    try:
        with av.open(BytesIO(image), "r") as container:
            picture = container.streams.video[0]
            return f"{picture.width}x{picture.height}" != str(asked.fields.get("size", "720x1280"))
    except (FFmpegError, IndexError):
        return False  # what is no picture is another variant's matter


def _has_far_image(asked: Asked) -> bool:
    url = _reference(asked).get("image_url")
    return isinstance(url, str) and not url.startswith("data:")


def _has_unknown_model(asked: Asked) -> bool:
    model = asked.fields.get("model")
    return isinstance(model, str) and not model.startswith(_KNOWN)


async def _integer_seconds(asked: Asked, proceed: Proceed) -> Reply:
    seconds = asked.fields.get("seconds")
    if asked.operation in STARTS and isinstance(seconds, int) and not isinstance(seconds, bool):
        asked = evolve(asked, body=json.dumps({**asked.fields, "seconds": str(seconds)}).encode())
    return await proceed(asked)


VARIANTS = (
    Variant("unknown-fields-refused", (), "A body with a field that is not in the contract is refused.",
            _refused(_has_unknown_field, "The body has a field that is not known.")),
    Variant("blank-prompts-refused", (), "A prompt of spaces alone is refused.",
            _refused(lambda asked: bool(_prompt(asked)) and not _prompt(asked).strip(), "The prompt is blank.")),
    Variant("failing-refused", (), "A prompt that fails is refused before there is a job.",
            _refused(lambda asked: "[fail" in _prompt(asked), "The prompt is not allowed."),
            bends={"failed.accepted": "a prompt may be judged before there is a job"}),
    Variant("control-characters-refused", (), "A prompt with control characters is refused.",
            _refused(_has_control_characters, "The prompt has control characters.")),
    Variant("uploads-checked", ("E-54",), "An upload that is no picture or no video is refused.",
            _refused(_is_no_media, "The file is none that can be read.")),
    Variant("image-size-checked", ("E-54",), "A reference image of another size than the video is refused.",
            _refused(_has_another_size, "The image must be as large as the video.")),
    Variant("far-images-refused", ("D-19",), "A reference image that would have to be fetched from afar is refused.",
            _refused(_has_far_image, "The image could not be fetched.")),
    Variant("files-unknown", ("D-18",), "There is no file for a `file_id`, so that each is refused.",
            _refused(lambda asked: "file_id" in _reference(asked), "There is no such file.")),
    Variant("models-known-only", ("D-04",), "A model that the server does not have is refused.",
            instead(CREATE, refusal(400, "There is no such model."), _has_unknown_model), group="models"),
    Variant("seconds-as-integer", ("D-24",), "Seconds are taken as an integer too.", _integer_seconds),
)  # fmt: skip
