"""Variants of requests: what a server takes and what it refuses, where the contract leaves that to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import av
from attrs import evolve
from av.error import FFmpegError

from openai_videos_mock.intercept.acts import CREATE, CREATE_CHARACTER, STARTS, instead
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, refusal
from openai_videos_mock.state.upload import MOST_PIXELS, probe
from openai_videos_mock.variants.variant import Group, Variant

_TAKES_A_BODY = STARTS | CREATE_CHARACTER
_KNOWN = ("sora-2", "sora-2-pro")
_MEBIBYTE = 1024 * 1024
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


def _refused(when: Callable[[Request], bool], message: str) -> Act:
    return instead(_TAKES_A_BODY, refusal(400, message), when)


def _prompt(request: Request) -> str:
    prompt = request.fields.get("prompt")
    return prompt if isinstance(prompt, str) else ""


_OF_GPU_SERVERS = {"fps", "guidance_scale", "n", "negative_prompt", "num_inference_steps", "seed"}
"""Fields of a create that servers have besides those of the contract; TensorRT-LLM knows these and refuses others."""


def _has_unknown_field(request: Request) -> bool:
    bodies = request.world.contract.operations[request.operation].bodies
    known = {name for body in bodies.values() for name in body.properties}
    return any(name.partition("[")[0] not in known | _OF_GPU_SERVERS for name in request.fields)


def _has_control_characters(request: Request) -> bool:
    return any(ord(character) < 32 and character not in "\t\r\n" for character in _prompt(request))


def _reference(request: Request) -> dict[str, Any]:
    """Find a reference image that is no upload."""
    fields = request.fields
    reference = fields.get("input_reference")
    if isinstance(reference, dict):
        return reference
    return {key: fields[name] for key in ("file_id", "image_url") if (name := f"input_reference[{key}]") in fields}


def _is_no_media(request: Request) -> bool:
    image, video = request.fields.get("input_reference"), request.fields.get("video")
    if isinstance(image, bytes) and not image.startswith(_SIGNATURES):
        return True
    return isinstance(video, bytes) and probe(BytesIO(video)) is None


_PICTURES = {b"\x89PNG": "png_pipe", b"\xff\xd8\xff": "jpeg_pipe", b"RIFF": "webp_pipe"}
"""How a picture begins, and the format that it is read as."""
_BOUNDS = {"max_pixels": str(MOST_PIXELS)}
"""A picture is decoded before it says how large it is; a larger one has no size."""


def _has_another_size(request: Request) -> bool:
    image = request.fields.get("input_reference")
    if not isinstance(image, bytes):
        return False
    # The format is fixed: one that is guessed could be a playlist, which opens other files.
    kind = next((name for start, name in _PICTURES.items() if image.startswith(start)), None)
    if kind is None:
        return False  # what is no picture is another variant's matter
    try:
        with av.open(BytesIO(image), "r", format=kind, options=_BOUNDS) as container:
            picture = container.streams.video[0]
            return f"{picture.width}x{picture.height}" != str(request.fields.get("size", "720x1280"))
    except (FFmpegError, IndexError):
        return False


def _has_far_image(request: Request) -> bool:
    url = _reference(request).get("image_url")
    return isinstance(url, str) and not url.startswith("data:")


def _has_unknown_model(request: Request) -> bool:
    model = request.fields.get("model")
    return isinstance(model, str) and not model.startswith(_KNOWN)


async def _integer_seconds(request: Request, proceed: Proceed) -> Reply:
    seconds = request.fields.get("seconds")
    if request.operation in STARTS and isinstance(seconds, int) and not isinstance(seconds, bool):
        request = evolve(request, body=json.dumps({**request.fields, "seconds": str(seconds)}).encode())
    return await proceed(request)


def _has_no_length(request: Request) -> bool:
    return bool(request.body) and not request.header("content-length")


def _has_brackets(request: Request) -> bool:
    return request.is_form and any("[" in part.name for part in request.parts)


def _is_large(request: Request) -> bool:
    return len(request.body) > _MEBIBYTE


def _has_large_size(request: Request) -> bool:
    return request.fields.get("size") in ("1024x1792", "1792x1024")


VARIANTS = (
    Variant("length-required", ("E-60",), "A body without a length is answered with 411.",
            instead(_TAKES_A_BODY, refusal(411, "Say how long the body is."), _has_no_length),
            bends={"clients.no-length": "a server may insist on a length"}),
    Variant("image-brackets-refused", ("D-12",), "The field `input_reference[image_url]` of a form is refused.",
            instead(CREATE, refusal(400, "The form has a field that is not known."), _has_brackets),
            bends={"create.brackets": "D-12 only recommends the field"}),
    Variant("bodies-small", ("E-66",), "A body of more than 1 MiB is refused.",
            instead(_TAKES_A_BODY, refusal(413, "The body is larger than 1 MiB."), _is_large),
            bends={"create.large-body": "how much a server takes is its own to say"}),
    Variant("sizes-720p", ("D-03",), "The two large sizes are refused.",
            _refused(_has_large_size, "This size is for a larger model."),
            bends={"create.large-sizes": "D-03 knows of models without them"}),
    Variant("unknown-fields-refused", (), "A field that neither the contract nor GPU servers know is refused.",
            _refused(_has_unknown_field, "The body has a field that is not known.")),
    Variant("blank-prompts-refused", (), "A prompt of spaces alone is refused.",
            _refused(lambda request: bool(_prompt(request)) and not _prompt(request).strip(), "The prompt is blank.")),
    Variant("failing-refused", ("E-59",), "A prompt that fails is refused before there is a job.",
            _refused(lambda request: "[fail" in _prompt(request), "The prompt is not allowed.")),
    Variant("control-characters-refused", (), "A prompt with control characters is refused.",
            _refused(_has_control_characters, "The prompt has control characters.")),
    Variant("uploads-checked", ("E-54",), "An upload that is no picture or no video is refused.",
            _refused(_is_no_media, "The file is none that can be read.")),
    Variant("image-size-checked", ("E-54",), "A reference image of another size than the video is refused.",
            _refused(_has_another_size, "The image must be as large as the video.")),
    Variant("far-images-refused", ("D-19",), "A reference image that would have to be fetched from afar is refused.",
            _refused(_has_far_image, "The image could not be fetched.")),
    Variant("files-unknown", ("D-18",), "There is no file for a `file_id`, so that each is refused.",
            _refused(lambda request: "file_id" in _reference(request), "There is no such file.")),
    Variant("models-known-only", ("D-04",), "A model that the server does not have is refused.",
            instead(CREATE, refusal(400, "There is no such model."), _has_unknown_model), group=Group.MODELS),
    Variant("seconds-as-integer", ("D-24",), "Seconds are taken as an integer too.", _integer_seconds),
)  # fmt: skip
