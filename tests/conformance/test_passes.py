"""No pass for nothing: what each requirement has to have seen, without which it may not pass.

A green run must have seen what it praises. Each row names observations; with any one of them taken out of a run, the
requirement must not pass: a step by its name, every answer of an operation (`@list_videos`), a key wherever it is
shown (`.seconds`), every error (`errors`), or whatever was answered (`everything`).
"""

import json
from collections.abc import Callable
from functools import partial

import attrs
import pytest
from openai_videos_conformance import Evidence, Exchange, Target, observe, requirements
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.extras import DEEP
from openai_videos_conformance.scenario.jobs import DEFAULTS, FORM
from openai_videos_mock import MockSettings, serve

from .recorded import Alter, altered, said

SEEN: dict[str, tuple[str, ...]] = {
    "create.json": ("defaults.create",),
    "create.multipart": ("form.create",),
    "create.upload": ("upload.create",),
    "create.image-url": ("image-url.create",),
    "create.job": ("defaults.create",),
    "create.first-status": ("everything",),
    "create.new-id": ("everything",),
    "create.no-dedup": ("defaults.create", "twin.create"),
    "create.default-seconds": ("defaults.create",),
    "create.default-size": ("defaults.create",),
    "create.default-model": ("defaults.create",),
    "create.echo-seconds": ("form.create", ".seconds"),
    "create.echo-size": ("form.create", ".size"),
    "create.echo-prompt": ("defaults.create", ".prompt"),
    "create.echo-unicode": ("form.create", ".prompt"),
    "create.not-remix": ("@create_video",),
    "create.clock": ("defaults.create",),
    "video.object": ("everything",),
    "video.id": ("everything",),
    "video.type": ("everything",),
    "video.status": ("everything",),
    "video.created-at": ("everything",),
    "video.completed-at": ("everything",),
    "video.expires-at": ("everything",),
    "video.progress": ("everything",),
    "video.seconds": ("everything",),
    "video.seconds-decimal": ("everything", ".seconds"),
    "video.size": ("everything",),
    "video.model": ("everything",),
    "video.model-named": ("everything", ".model"),
    "video.prompt": ("everything",),
    "video.remixed-from": ("everything",),
    "video.error": ("everything",),
    "video.seconds-epoch": ("everything", ".created_at"),
    "video.nullable-keys": ("everything",),
    "lifecycle.readable": ("everything",),
    "lifecycle.same-id": ("@retrieve_video",),
    "lifecycle.stable": ("@retrieve_video",),
    "lifecycle.terminal": ("defaults.poll",),
    "lifecycle.forward": ("@retrieve_video",),
    "lifecycle.progress-forward": ("@retrieve_video", ".progress"),
    "lifecycle.progress-ends": ("everything", ".progress"),
    "lifecycle.completed-at": ("everything", ".completed_at"),
    "lifecycle.not-completed-at": ("everything", ".status"),
    "lifecycle.times-in-order": ("everything", ".created_at", ".completed_at"),
    "lifecycle.no-error": ("everything", ".status"),
    "lifecycle.expiry": ("everything", ".expires_at"),
    "lifecycle.final": ("defaults.create", "defaults.poll"),
    "lifecycle.poll-hint": ("@retrieve_video",),
    "failed.accepted": ("failing.create",),
    "failed.readable": ("failing.create", "failing.poll"),
    "failed.error": ("failing.create", "failing.poll"),
    "failed.no-content": ("failed-content.bytes", "failing.create", "failing.poll"),
    "failed.delete": ("delete-failed.delete", "failing.create", "failing.poll"),
    "failed.not-derived": ("failing.create", "failing.poll"),
    "content.available": ("content.plain",),
    "content.media-type": ("content.plain",),
    "content.variant-video": ("content.binary", "content.plain", "content.variant"),
    "content.container": ("content.plain",),
    "content.decodes": ("content.plain",),
    "content.duration": ("content.plain", "defaults.create", "defaults.poll", ".seconds"),
    "content.resolution": ("content.plain", "defaults.create", "defaults.poll", ".size"),
    "content.asked-duration": ("form-content.bytes", "form.create", "form.poll"),
    "content.asked-resolution": ("form-content.bytes", "form.create", "form.poll"),
    "content.stable": ("content.binary", "content.plain"),
    "content.accept-binary": ("content.binary", "content.plain"),
    "content.not-early": ("defaults.create", "early.content", "early.retrieve"),
    "content.early-refused": ("defaults.create", "early.content", "early.retrieve"),
    "content.unknown-variant": ("refuse.content.variant",),
    "content.unknown-id": ("unknown.content",),
    "previews.thumbnail": ("previews.thumbnail",),
    "previews.spritesheet": ("previews.spritesheet",),
    "previews.real": ("previews.spritesheet", "previews.thumbnail"),
    "list.answers": ("list.newest", "list.page", "list.plain"),
    "list.object": ("@list_videos",),
    "list.type": ("@list_videos",),
    "list.data": ("@list_videos",),
    "list.has-more": ("@list_videos",),
    "list.first-id": ("@list_videos",),
    "list.last-id": ("@list_videos",),
    "list.limit": ("@list_videos",),
    "list.order": ("@list_videos", ".created_at"),
    "list.after": ("defaults.create", "form.create", "@list_videos"),
    "list.cursor-ids": ("@list_videos", ".last_id", ".first_id"),
    "list.more-is-true": ("defaults.create", "form.create", "@list_videos", ".last_id", ".has_more"),
    "list.more-is-false": ("@list_videos", ".last_id", ".has_more"),
    "list.terminates": ("list.walk-asc", "list.walk-desc", ".last_id", ".has_more"),
    "list.recent": ("list.newest",),
    "list.same-as-get": ("@list_videos", "@retrieve_video", ".id"),
    "list.edges": ("list.unknown-cursor", "list.zero"),
    "list.refuses-order": ("refuse.list.order",),
    "list.refuses-limit": ("refuse.list.limit-large", "refuse.list.limit-negative", "refuse.list.limit-type"),
    "delete.answers": ("delete.delete",),
    "delete.object": ("@delete_video",),
    "delete.id": ("@delete_video",),
    "delete.deleted": ("@delete_video",),
    "delete.type": ("@delete_video",),
    "delete.gone": ("delete.delete", "delete.retrieve"),
    "delete.content-gone": ("delete.content", "delete.delete"),
    "delete.not-found": ("delete.content", "delete.delete", "delete.retrieve"),
    "delete.not-listed": ("delete.delete", "delete.list"),
    "delete.stays-gone": ("delete.delete", "delete.later", "delete.retrieve"),
    "delete.twice": ("delete.again", "delete.delete"),
    "delete.early": ("delete-early.delete", "image-url.create"),
    "delete.unknown": ("unknown.delete",),
    "remix.json": ("remix.create",),
    "remix.multipart": ("remix-form.create",),
    "remix.source": ("form.create", "remix.create"),
    "remix.new-job": ("form.create", "remix.create"),
    "remix.keeps": ("form.create", "remix.create", ".size"),
    "remix.unknown": ("refuse.remix.unknown",),
    "remix.unfinished": ("defaults.create", "early.remix", "early.retrieve"),
    "edit.reference": ("edit.create",),
    "edit.brackets": ("edit-brackets.create",),
    "edit.brackets-answer": ("edit-brackets.create",),
    "edit.upload": ("edit-upload.create",),
    "edit.new-job": ("defaults.create", "edit.create"),
    "edit.keeps": ("defaults.create", "edit.create", "form.create", ".size"),
    "edit.unfinished": ("defaults.create", "early.edit", "early.retrieve"),
    "edit.unknown": ("refuse.edit.unknown",),
    "extend.reference": ("extend.create",),
    "extend.long": ("extend-long.create",),
    "extend.upload": ("extend-upload.create",),
    "extend.new-job": ("defaults.create", "extend.create"),
    "extend.stitched": ("defaults.create", "extend.create", "extend.poll", "form.create"),
    "extend.stitched-upload": ("extend-upload.create", "extend-upload.poll"),
    "extend.stitched-bytes": ("extend-content.bytes", "extend.create", "extend.poll"),
    "extend.keeps": ("defaults.create", "extend.create", "form.create", ".size"),
    "extend.unfinished": ("defaults.create", "early.extend", "early.retrieve"),
    "extend.unknown": ("refuse.extend.unknown",),
    "source.unchanged": ("defaults.create", "defaults.poll", "source-after.retrieve"),
    "character.create": ("character.create",),
    "character.object": ("everything",),
    "character.id": ("everything",),
    "character.created-at": ("everything",),
    "character.name": ("everything",),
    "character.has-id": ("character.create",),
    "character.echo-name": ("character.create",),
    "character.seconds-epoch": ("character.create",),
    "character.retrieve": ("character.create", "character.retrieve"),
    "character.unknown": ("unknown.character",),
    "refuse.create-prompt": ("refuse.create.prompt", "refuse.create.prompt-form"),
    "refuse.create-empty-prompt": ("refuse.create.empty-prompt",),
    "refuse.create-prompt-type": ("refuse.create.prompt-type",),
    "refuse.create-seconds": ("refuse.create.seconds", "refuse.create.seconds-form"),
    "refuse.create-size": ("refuse.create.size", "refuse.create.size-form"),
    "refuse.create-reference": ("refuse.create.reference",),
    "refuse.create-malformed": (
        "refuse.create.array",
        "refuse.create.malformed",
        "refuse.create.malformed-form",
        "refuse.create.no-body",
    ),
    "refuse.create-media-type": ("refuse.create.media-type",),
    "refuse.remix-prompt": ("refuse.remix.prompt",),
    "refuse.edit-prompt": ("refuse.edit.prompt",),
    "refuse.edit-video": ("refuse.edit.video",),
    "refuse.edit-video-string": ("refuse.edit.video-string",),
    "refuse.extend-prompt": ("refuse.extend.prompt",),
    "refuse.extend-seconds": ("refuse.extend.seconds",),
    "refuse.extend-seconds-value": ("refuse.extend.seconds-value",),
    "refuse.extend-video": ("refuse.extend.video",),
    "refuse.character-name": ("refuse.character.name",),
    "refuse.character-video": ("refuse.character.video",),
    "retrieve.unknown": ("unknown.retrieve",),
    "http.answers": ("everything",),
    "http.no-server-error": ("everything",),
    "http.success-is-200": ("everything",),
    "http.media-type": ("everything",),
    "http.json": ("everything",),
    "http.error-status": ("everything", "errors"),
    "http.error-envelope": ("everything", "errors"),
    "http.error-types": ("everything", "errors", ".error"),
    "http.error-complete": ("everything", "errors", ".error"),
    "http.method": ("methods.collection",),
    "http.no-such-path": ("methods.no-such-path",),
    "http.ids": ("defaults.create", "defaults.poll"),
    "contract.other": ("everything",),
    "create.echo-model": ("defaults.create", "form.create"),
    "list.unfinished": ("defaults.create", "defaults.poll", "early.list"),
    "auth.required": ("auth.none", "auth.wrong", "reachable"),
    "auth.checked": ("auth.none", "auth.wrong", "reachable"),
    "create.brackets": ("form.create",),
    "create.large-body": ("@create_video",),
    "create.sizes": ("@create_video",),
    "create.large-sizes": ("@create_video",),
    "create.lengths": ("everything",),
    "failed.stable": ("failed-content.retrieve", "failing.create", "failing.poll"),
    "content.upload-duration": ("upload-content.bytes", "upload.create", "upload.poll"),
    "content.upload-resolution": ("upload-content.bytes", "upload.create", "upload.poll"),
    "content.until-expiry": ("content-again.bytes", "content.plain", "defaults.create", "defaults.poll"),
    "extend.brackets": ("extend-long.create",),
    "refuse.create-image-url": ("refuse.create.image-base64", "refuse.create.image-text"),
    "clients.answered": ("form.create",),
    "clients.chunked": ("everything",),
    "clients.no-length": ("everything",),
    "clients.charset": ("twin.create",),
    "clients.typed-text": ("everything",),
    "clients.quoted-boundary": ("form.create",),
    "clients.part-order": ("everything",),
    "clients.file-name": ("everything",),
    "clients.file-type": ("everything",),
    "clients.accept-json": ("clients.list", "reachable"),
    "clients.coding": ("clients.list",),
    "delete.early-stays-gone": ("delete-early.delete", "delete-early.later"),
}

ABSENT: dict[str, tuple[str, ...]] = {
    "list_videos": ("list.edges", "list.refuses-order", "list.refuses-limit", "list.terminates", "delete.not-listed"),
    "delete_video": ("delete.unknown", "delete.twice", "delete.gone", "failed.delete"),
    "download_content": ("content.unknown-id", "content.unknown-variant", "content.stable"),
    "retrieve_video": ("retrieve.unknown", "lifecycle.same-id", "lifecycle.stable", "delete.gone"),
    "create_video": (
        "refuse.create-prompt",
        "refuse.create-empty-prompt",
        "refuse.create-prompt-type",
        "refuse.create-seconds",
        "refuse.create-size",
        "refuse.create-reference",
        "refuse.create-malformed",
        "refuse.create-media-type",
    ),
    "remix_video": ("refuse.remix-prompt", "remix.unknown", "remix.unfinished"),
    "edit_video": ("refuse.edit-prompt", "refuse.edit-video", "refuse.edit-video-string", "edit.unknown"),
    "extend_video": ("refuse.extend-prompt", "refuse.extend-seconds", "refuse.extend-video", "extend.unknown"),
}
"""The operations, and what must not pass where whatever is asked of one is answered with 400."""


@pytest.fixture(scope="module")
def keyed() -> Evidence:
    """What a run with a key and a model saw, whose jobs take long enough to be listed, and to be deleted early."""
    with serve(MockSettings(job_seconds=4, api_key="sk-keyed", variants=("delete-cancels",))) as url:
        target = Target(base_url=url, api_key="sk-keyed", model="sora-2-pro", job_timeout=30)
        return observe(target, parts=[looks.AUTH, looks.EARLY, looks.DELETE_EARLY, DEFAULTS, FORM])


def without(observation: str) -> Alter:
    if observation.startswith("."):
        return partial(_without_key, observation.removeprefix("."))
    chosen: Callable[[Exchange], bool] = lambda e: e.step == observation  # noqa: E731
    if observation.startswith("@"):
        chosen = lambda e: e.operation == observation.removeprefix("@")  # noqa: E731
    if observation in ("errors", "everything"):
        chosen = lambda e: observation == "everything" or e.status >= 400  # noqa: E731
    return lambda e: attrs.evolve(e, step="altered", operation=None) if chosen(e) else e


def _without_key(key: str, exchange: Exchange) -> Exchange:
    if not exchange.object:
        return exchange
    document = json.loads(exchange.body)
    for shown in (document, *(item for item in document.get("data", ()) if isinstance(item, dict))):
        shown.pop(key, None)
    return attrs.evolve(exchange, body=json.dumps(document).encode())


def evidence_for(name: str, recorded: Evidence, keyed: Evidence) -> Evidence:
    return recorded if said(recorded, name) == "pass" else keyed


def test_every_requirement_has_a_row() -> None:
    asked_for_alone = {name for name, row in requirements().items() if DEEP in row.needs}
    assert SEEN.keys() == requirements().keys() - asked_for_alone


def test_a_requirement_passes_by_what_it_saw(recorded: Evidence, keyed: Evidence) -> None:
    unlike = {name for name in SEEN if said(evidence_for(name, recorded, keyed), name) != "pass"}
    assert unlike == set()
    vacuous = [
        f"{name} passes without {observation}"
        for name, observations in SEEN.items()
        for observation in observations
        if said(altered(evidence_for(name, recorded, keyed), without(observation)), name) == "pass"
    ]
    assert vacuous == []


@pytest.mark.parametrize("operation", ABSENT)
def test_who_refuses_everything_refuses_nothing_well(recorded: Evidence, operation: str) -> None:
    body = b'{"error": {"message": "No.", "type": "invalid_request_error", "param": null, "code": null}}'
    refusing = altered(recorded, lambda e: attrs.evolve(e, status=400, body=body) if e.operation == operation else e)
    assert [name for name in ABSENT[operation] if said(refusing, name) == "pass"] == []
