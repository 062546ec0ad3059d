"""The ten operations: from a judged call to an answer, with no HTTP in between."""

from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, TypeAlias, TypeVar

from anyio.to_thread import run_sync
from attrs import evolve, field, frozen
from starlette.datastructures import UploadFile

from openai_videos_mock.contract.document import Json
from openai_videos_mock.contract.errors import ApiError
from openai_videos_mock.contract.validation import check_image_url
from openai_videos_mock.server.bodies import Submission
from openai_videos_mock.server.world import World
from openai_videos_mock.state.examination import Footage, NoMedia, examine_image, examine_video
from openai_videos_mock.state.jobs import Job, Status, describe
from openai_videos_mock.state.media import ContentVariant
from openai_videos_mock.state.parts import Part, cut, make_part
from openai_videos_mock.state.store import DEFAULT_LIMIT

_LONGEST_SOURCE = 600
T = TypeVar("T")


@frozen
class Call:
    """A request that keeps the contract."""

    path: Mapping[str, str]
    query: Mapping[str, Json]
    body: Submission


@frozen
class Document:
    """An answer in JSON."""

    content: dict[str, Json]
    headers: Mapping[str, str] = field(factory=dict)


@frozen
class Asset:
    """An answer that is a file."""

    file: Path
    media_type: str
    tag: str


Answer: TypeAlias = Document | Asset
Handler: TypeAlias = Callable[[World, Call], Awaitable[Answer]]


@frozen
class Source:
    """What a new video is derived from."""

    model: str
    seconds: str
    size: str
    name: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def title(self) -> str:
        """What it is, for people."""
        prompt = self.parts[-1].prompt if self.parts else ""
        return f"{self.name}: {prompt}" if prompt else self.name


def _text(fields: Mapping[str, Json], name: str) -> str:
    return _typed(fields, name, str)


def _typed(fields: Mapping[str, Json], name: str, kind: type[T]) -> T:
    """Give a field whose type the contract has already made sure of."""
    value = fields[name]
    if not isinstance(value, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return value


def _start(
    world: World,
    prompt: str,
    source: Source,
    made: str = "",
    *,
    remixed_from: str | None = None,
    extends: bool = False,
) -> Document:
    job = world.store.add_job(
        prompt=prompt,
        model=source.model,
        seconds=source.seconds,
        size=source.size,
        duration=world.settings.job_seconds,
        remixed_from=remixed_from,
        looks=world.settings.job_looks,
        made=made,
        source=source.parts,
        extends=extends,
    )
    return _video(world, job)


def _video(world: World, job: Job) -> Document:
    now = world.now()
    if job.status(now).final:
        return Document(describe(job, now))
    pause = 1 if job.looks else min(1000, max(20, int(world.settings.job_seconds * 100)))
    return Document(describe(job, now), {"openai-poll-after-ms": str(pause)})


def _completed(world: World, video_id: str, param: str | None) -> Source:
    job = world.store.job(video_id)
    status = job.status(world.now())
    if status is not Status.COMPLETED:
        message = f"The source must be a completed video; '{video_id}' is {status}."
        raise ApiError(400, message, param=param, code="video_not_completed")
    return Source(job.model, job.seconds, job.size, job.id, job.parts)


async def _source(world: World, body: Submission) -> Source:
    """Find what `video` stands for: a job of this server, or an upload."""
    if upload := body.files.get("video"):
        return await _uploaded(world, upload)
    return _completed(world, _text(_typed(body.fields, "video", dict), "id"), "video.id")


async def _uploaded(world: World, upload: UploadFile) -> Source:
    """Take size and duration from the upload if the contract can express them, else what a create would have."""
    defaults = world.contract.operations["create_video"].bodies["application/json"].defaults
    source = Source(_text(defaults, "model"), _text(defaults, "seconds"), _text(defaults, "size"), "an upload")
    footage = await _examined(world, upload)
    if footage is None or footage.shape.seconds > _LONGEST_SOURCE:
        return source
    size = f"{footage.shape.width}x{footage.shape.height}"
    size = size if size in world.contract.schemas["VideoSize"]["enum"] else source.size
    seconds, parts = footage.shape.seconds, cut(footage.parts, footage.shape.seconds)
    return Source(source.model, str(seconds), size, parts[-1].id, parts)


async def _examined(world: World, upload: UploadFile) -> Footage | None:
    """Look into an uploaded video; give nothing for something else, unless that is refused."""
    try:
        return await run_sync(examine_video, upload.file, world.studio)
    except NoMedia as problem:
        if world.settings.strict_media:
            raise ApiError(400, f"'video' is no video: {problem}.", param="video", code="invalid_video") from None
        return None


async def _check_image(world: World, body: Submission) -> None:
    """Refuse a reference that is no image, where that is asked for; what lies elsewhere is not fetched."""
    if not world.settings.strict_media:
        return
    upload, reference = body.files.get("input_reference"), body.fields.get("input_reference")
    file: IO[bytes] | None = upload.file if upload else None
    url = reference.get("image_url") if isinstance(reference, dict) else None
    try:
        if isinstance(url, str) and url.startswith("data:"):
            file = BytesIO(b64decode(url.partition(",")[2], validate=True))
        if file is not None:
            await run_sync(examine_image, file)
    except (NoMedia, ValueError) as problem:
        message = f"'input_reference' is no image: {problem}."
        raise ApiError(400, message, param="input_reference", code="invalid_image") from None


async def create_video(world: World, call: Call) -> Answer:
    """Start a job from a prompt. What a reference image shows is not looked at."""
    fields = call.body.fields
    reference = fields.get("input_reference")
    if isinstance(reference, dict) and isinstance(url := reference.get("image_url"), str):
        check_image_url(url)
    await _check_image(world, call.body)
    shape = Source(_text(fields, "model"), _text(fields, "seconds"), _text(fields, "size"))
    return _start(world, _text(fields, "prompt"), shape)


async def edit_video(world: World, call: Call) -> Answer:
    """Start a job that keeps the shape of its source."""
    source = await _source(world, call.body)
    return _start(world, _text(call.body.fields, "prompt"), source, f"Edit of {source.title}")


async def extend_video(world: World, call: Call) -> Answer:
    """Start a job that is as long as its source and the new segment together."""
    source = await _source(world, call.body)
    total = int(source.seconds) + int(_text(call.body.fields, "seconds"))
    # What cannot be shown of an upload is a part all the same.
    before = source.parts or (make_part(source.name, "", "", int(source.seconds)),)
    whole = evolve(source, seconds=str(total), parts=before)
    return _start(world, _text(call.body.fields, "prompt"), whole, f"Extends {source.title}", extends=True)


async def remix_video(world: World, call: Call) -> Answer:
    """Start a job that keeps the shape of its source and names it."""
    video_id = call.path["video_id"]
    source = _completed(world, video_id, "video_id")
    return _start(world, _text(call.body.fields, "prompt"), source, f"Remix of {source.title}", remixed_from=video_id)


async def retrieve_video(world: World, call: Call) -> Answer:
    """Show a job as it stands."""
    return _video(world, world.store.look(call.path["video_id"]))


async def list_videos(world: World, call: Call) -> Answer:
    """Show a page of jobs."""
    query = {"limit": DEFAULT_LIMIT, "order": "desc", **call.query}
    page = world.store.page(
        after=_text(query, "after") if "after" in query else None,
        limit=_typed(query, "limit", int),
        newest_first=_text(query, "order") == "desc",
    )
    now = world.now()
    videos: list[Json] = [describe(job, now) for job in page.jobs]
    first_id, last_id = (page.jobs[0].id, page.jobs[-1].id) if page.jobs else (None, None)
    return Document(
        {"object": "list", "data": videos, "first_id": first_id, "last_id": last_id, "has_more": page.has_more}
    )


async def delete_video(world: World, call: Call) -> Answer:
    """Forget a job that has come to its end. Anything else is refused, but not with 409, which clients retry."""
    job = world.store.job(call.path["video_id"])
    status = job.status(world.now())
    if not status.final:
        message = f"Only a completed or failed video can be deleted; '{job.id}' is {status}."
        raise ApiError(400, message, param="video_id", code="video_not_finished")
    world.store.remove_job(job.id)
    return Document({"id": job.id, "object": "video.deleted", "deleted": True})


async def download_content(world: World, call: Call) -> Answer:
    """Give a file of a completed video."""
    variant = ContentVariant(_text({"variant": "video", **call.query}, "variant"))
    return await file_of(world, world.store.job(call.path["video_id"]), variant)


async def file_of(world: World, job: Job, variant: ContentVariant) -> Asset:
    """Give a file of a job. Raises `ApiError` if it has none."""
    status = job.status(world.now())
    if status is Status.FAILED:
        raise ApiError(404, f"The video '{job.id}' failed, so it has no content.", code="video_failed")
    if status is not Status.COMPLETED:
        raise ApiError(404, f"The video '{job.id}' is {status}; it has no content yet.", code="video_not_ready")
    if job.expired(world.now()):
        world.studio.forget(job.id)
        raise ApiError(404, f"The content of the video '{job.id}' has expired.", code="video_expired")
    file = await run_sync(world.studio.render, variant, job.size, job.parts)
    return Asset(file, variant.media_type, f'"{file.name}"')


async def create_character(world: World, call: Call) -> Answer:
    """Remember a character; what its video shows is not looked at."""
    if world.settings.strict_media and (upload := call.body.files.get("video")):
        await _examined(world, upload)
    return Document(world.store.add_character(_text(call.body.fields, "name")).describe())


async def get_character(world: World, call: Call) -> Answer:
    """Show a character."""
    return Document(world.store.character(call.path["character_id"]).describe())


HANDLERS: Mapping[str, Handler] = {
    handler.__name__: handler
    for handler in (
        create_video,
        edit_video,
        extend_video,
        remix_video,
        retrieve_video,
        list_videos,
        delete_video,
        download_content,
        create_character,
        get_character,
    )
}
"""By operation id."""
