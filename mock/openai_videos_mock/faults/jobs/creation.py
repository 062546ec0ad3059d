"""Faults of the create: what it takes, what it starts, and what it echoes."""

from __future__ import annotations

import asyncio
import re
import zlib

from attrs import evolve

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    CREATE,
    LIST,
    SHOWS,
    documents,
    drop,
    instead,
    put,
    requests,
    successes,
    videos,
)
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, Video, refusal

_FAR = 7 * 24 * 3600


def _has_file(request: Request) -> bool:
    return any(isinstance(value, bytes) for value in request.fields.values())


def _has_default_size(request: Request) -> bool:
    return bool(request.fields.get("prompt")) and request.fields.get("size", "720x1280") == "720x1280"


def _lacks(name: str) -> Act:
    def is_missing(request: Request) -> bool:
        return bool(request.fields.get("prompt")) and name not in request.fields

    return instead(CREATE, refusal(400, f"`{name}` is required."), is_missing)


def _ids(name: str) -> Act:
    """Show every job under an id that others have too; the id stands for the latest of them."""

    def alias(request: Request) -> str:
        return {
            "one": "video_1",
            "prompt": f"video_{zlib.crc32(str(request.fields.get('prompt')).encode())}",
            "second": f"video_{int(request.world.now())}",
        }[name]

    async def act(request: Request, proceed: Proceed) -> Reply:
        real: dict[str, str] = request.memory  # by the id that clients know
        if request.id in real:
            request = evolve(request, path=request.path.replace(request.id, real[request.id], 1))
        body = request.body
        for shown, true in real.items():
            body = body.replace(shown.encode(), true.encode())
        reply = await proceed(evolve(request, body=body))
        if request.operation in CREATE and reply.ok:
            real[alias(request)] = reply.document["id"]
        text = reply.body
        for shown, true in real.items():
            text = text.replace(true.encode(), shown.encode())
        return evolve(reply, body=text)

    return act


async def _ids_in_parallel(request: Request, proceed: Proceed) -> Reply:
    """Give a create the id of another one that is still being answered: a lost update."""
    if request.operation not in CREATE:
        return await proceed(request)
    reply = await proceed(request)
    if not reply.ok:
        return reply
    under_way: list[str] = request.memory.setdefault("under_way", [])
    under_way.append(reply.document["id"])
    first = under_way[0]
    await asyncio.sleep(0.3)
    request.memory.clear()
    return reply.with_json({**reply.document, "id": first}) if first != reply.document["id"] else reply


async def _deduplicate(request: Request, proceed: Proceed) -> Reply:
    if request.operation not in CREATE or not request.fields.get("prompt"):
        return await proceed(request)
    key = repr(sorted(request.fields.items()))
    known = request.memory.get(key)
    reply = await proceed(request.at(f"/videos/{known}")) if known else await proceed(request)
    if not reply.ok:  # deleted meanwhile
        reply = await proceed(request)
    if reply.ok:
        request.memory[key] = reply.document["id"]
    return reply


async def _twin_refused(request: Request, proceed: Proceed) -> Reply:
    key = repr(sorted(request.fields.items())) if request.operation in CREATE else ""
    if key and key in request.memory:
        return refusal(400, "this video was asked for already")
    reply = await proceed(request)
    if key and reply.ok:
        request.memory[key] = True
    return reply


def _default(**values: str) -> Act:
    """Create with other defaults."""

    def change(request: Request) -> Request:
        missing = {name: value for name, value in values.items() if name not in request.fields}
        return request.at("/videos", "POST", **{**request.fields, **missing})

    return requests(change, CREATE, lambda request: not request.is_form and bool(request.fields.get("prompt")))


def _deaf_in_json(name: str) -> Act:
    """Create in JSON as if a field had not been sent."""

    def change(request: Request) -> Request:
        return request.at("/videos", "POST", **{key: value for key, value in request.fields.items() if key != name})

    return requests(change, CREATE, lambda request: not request.is_form and name in request.fields)


def _echo(name: str, value: str) -> Act:
    """Show one value always, whatever was asked."""
    return videos(put(**{name: value}), SHOWS | LIST)


def _prompt(change: str) -> Act:
    def garble(video: Video, _: Request) -> None:
        prompt = video.get("prompt")
        if isinstance(prompt, str):
            video["prompt"] = {
                "rewritten": f"Cinematic, highly detailed: {prompt}",
                "cut": prompt[:20],
                "lower": prompt.lower(),
                "latin": prompt.encode().decode("latin-1"),
                "ascii": prompt.encode("ascii", "replace").decode(),
                "bmp": "".join(c if ord(c) < 0x10000 else "\ufffd" for c in prompt),
                "plain": re.sub(r"[“”]", '"', prompt),
            }[change]

    return videos(garble)


def _shift(seconds: int) -> Act:
    def change(video: Video, _: Request) -> None:
        for name in ("created_at", "completed_at", "expires_at"):
            if isinstance(video.get(name), int):
                video[name] += seconds

    return videos(change)


def _new_is(status: str) -> Act:
    return documents(put(status=status), CREATE)


def _echo_source(video: Video, _: Request) -> None:
    if video.get("remixed_from_video_id") is None:
        video["remixed_from_video_id"] = video.get("id")


_I, _E, _Q, _T = Layer.INPUT, Layer.ECHO, Layer.SEQUENCE, Layer.TIME
FAULTS = (
    Fault("create-json-refused", _I, "create.json", "A create in JSON is answered with 415.",
          instead(CREATE, 415, lambda request: not request.is_form)),
    Fault("create-model-required", _I, "create.json", "A create without a model is refused.", _lacks("model")),
    Fault("create-seconds-required", _I, "create.default-seconds", "A create without seconds is refused.",
          _lacks("seconds")),
    Fault("create-default-size-refused", _I, "create.default-size", "A create of the default size is refused.",
          instead(CREATE, refusal(400, "720x1280 is not supported."), _has_default_size)),
    Fault("create-form-refused", _I, "create.multipart", "A create in multipart is answered with 415.",
          instead(CREATE, 415, lambda request: request.is_form)),
    Fault("create-form-needs-file", _I, "create.multipart", "A create in multipart is refused without a file.",
          instead(CREATE, 422, lambda request: request.is_form and not _has_file(request))),
    Fault("create-upload-refused", _I, "create.upload", "A create with a file is refused.",
          instead(CREATE, 400, _has_file)),
    Fault("create-upload-500", _I, "create.upload", "A create with a file is a server error.",
          instead(CREATE, 500, _has_file)),
    Fault("create-image-url-refused", _I, "create.image-url", "A reference image in JSON is refused.",
          instead(CREATE, 400, lambda request: isinstance(request.fields.get("input_reference"), dict))),
    Fault("create-image-url-large", _I, "create.image-url", "A body that holds a data URL is too large.",
          instead(CREATE, 413, lambda request: b"data:image" in request.body)),
    Fault("create-empty-object", _I, "create.job", "A create is answered with an empty object.",
          successes(lambda reply: reply.with_json({}), CREATE)),
    Fault("create-id-only", _I, "create.job", "A create is answered with an id and nothing else.",
          successes(lambda reply: reply.with_json({"id": reply.document["id"]}), CREATE)),
    Fault("create-task-id", _I, "create.job", "A create is answered with a `task_id` in place of `id`.",
          documents(lambda video, _: video.update(task_id=video.pop("id")), CREATE)),
    Fault("create-no-created-at", _I, "create.job", "The answer to a create lacks `created_at`.",
          documents(drop("created_at"), CREATE)),
    Fault("create-starts-processing", _Q, "create.first-status", "A new job says `processing` first.",
          _new_is("processing")),
    Fault("create-one-id", _Q, "create.new-id", "Every job has the same id.", _ids("one")),
    Fault("create-id-of-prompt", _Q, "create.new-id", "The id is made from the prompt alone.", _ids("prompt")),
    Fault("create-id-of-second", _Q, "create.new-id", "The id is the second of the create.", _ids("second")),
    Fault("create-id-in-parallel", _Q, "create.new-id", "Creates that are under way at once get one id.",
          _ids_in_parallel),
    Fault("create-deduplicated", _Q, "create.no-dedup", "An equal create is answered with the job of the first.",
          _deduplicate),
    Fault("create-twin-refused", _Q, "create.no-dedup", "An equal create is refused.", _twin_refused),
    Fault("create-default-seconds", _E, "create.default-seconds", "Without seconds, a video lasts 8.",
          _default(seconds="8")),
    Fault("create-default-seconds-zero", _E, "create.default-seconds", "Without seconds, a job says `0`.",
          videos(lambda video, _: video.update(seconds="0") if video.get("seconds") == "4" else None)),
    Fault("create-default-size", _E, "create.default-size", "Without a size, a video is 1280x720.",
          _default(size="1280x720")),
    Fault("create-default-model", _E, "create.default-model", "Without a model, a job says another than sora-2.",
          _default(model="wan-2.2")),
    Fault("create-default-model-pro", _E, "create.default-model", "Without a model, a job takes the dearer one.",
          _default(model="sora-2-pro")),
    Fault("create-seconds-fixed", _E, "create.echo-seconds", "Every job says 4 seconds.", _echo("seconds", "4")),
    Fault("create-json-seconds-unheard", _E, "create.echo-seconds", "A create in JSON makes 4 seconds, always.",
          _deaf_in_json("seconds")),
    Fault("create-json-size-unheard", _E, "create.echo-size", "A create in JSON makes 720x1280, always.",
          _deaf_in_json("size")),
    Fault("create-size-fixed", _E, "create.echo-size", "Every job says 720x1280.", _echo("size", "720x1280")),
    Fault("create-size-turned", _E, "create.echo-size", "Landscape comes back as portrait.",
          videos(lambda video, _: video.update(size="720x1280") if video.get("size") == "1280x720" else None)),
    Fault("create-model-fixed", _E, "create.echo-model", "Every job says one model, whatever was asked.",
          _echo("model", "house-model")),
    Fault("create-prompt-rewritten", _E, "create.echo-prompt", "Jobs show a rewritten prompt.", _prompt("rewritten")),
    Fault("create-prompt-cut", _E, "create.echo-prompt", "Jobs show the beginning of the prompt.", _prompt("cut")),
    Fault("create-prompt-lower", _E, "create.echo-prompt", "Jobs show the prompt in small letters.", _prompt("lower")),
    Fault("create-prompt-latin", _E, "create.echo-unicode", "Prompts are read as Latin-1.", _prompt("latin")),
    Fault("create-prompt-ascii", _E, "create.echo-unicode", "What is not ASCII is a question mark.", _prompt("ascii")),
    Fault("create-prompt-bmp", _E, "create.echo-unicode", "Emoji are lost.", _prompt("bmp")),
    Fault("create-prompt-quotes", _E, "create.echo-unicode", "Typographic quotes become plain.", _prompt("plain")),
    Fault("create-is-remix", _E, "create.not-remix", "A plain job names itself as its source.", videos(_echo_source)),
    Fault("create-remix-of-nothing", _E, "create.not-remix", "A plain job has an empty id as its source.",
          videos(lambda video, _: video.update(remixed_from_video_id=video.get("remixed_from_video_id") or ""))),
    Fault("create-clock-zone", _T, "create.clock", "Times are those of another time zone.", _shift(2 * 3600)),
    Fault("create-clock-week", _T, "create.clock", "The clock is a week behind.", _shift(-_FAR)),
    Fault("create-slow-clock", _T, "create.clock", "The clock is six minutes ahead.", _shift(360)),
)  # fmt: skip
