"""The generation jobs that a full run starts, as data. Every one is watched by many requirements."""

from __future__ import annotations

import attrs

NOT_OFFERED = frozenset({404, 405, 501})
"""How a server says that it does not have an operation."""

PROMPT = "A paper boat drifts across a quiet pond"
UNICODE_PROMPT = "Ein Mädchen läuft über die Brücke 🌉, “去看日出”, سلام"


@attrs.frozen(kw_only=True)
class Job:
    """A job to start.

    `fields` go into a JSON body, or as text parts where `form` is set. The marks `{source}`, `{image}` and `{video}`
    stand for the source job's id, an image file and a video file.
    """

    operation: str
    accepted_by: str
    """The requirement that fails where a server refuses the create."""
    feature: str = "create"
    form: bool = False
    fields: dict[str, str]
    source: str | None = None
    """The job whose completed video it is made of."""
    otherwise: str | None = None
    """The job to take in its place, where that one has no completed video."""

    @property
    def seconds(self) -> int:
        """The seconds of video that it generates."""
        return int(self.fields.get("seconds", "4"))

    @property
    def of_upload(self) -> bool:
        """Whether it is made of an uploaded video."""
        return "{video}" in self.fields.values()


JOBS: dict[str, Job] = {
    "defaults": Job(operation="create_video", accepted_by="create.json", fields={"prompt": PROMPT}),
    "twin": Job(operation="create_video", accepted_by="create.no-dedup", fields={"prompt": PROMPT}),
    "form": Job(
        operation="create_video",
        accepted_by="create.multipart",
        form=True,
        fields={"prompt": UNICODE_PROMPT, "seconds": "8", "size": "1280x720"},
    ),
    "upload": Job(
        operation="create_video",
        accepted_by="create.upload",
        form=True,
        fields={
            "prompt": PROMPT + ". " + "The light is soft. " * 100,
            "size": "720x1280",
            "input_reference": "{image}",
        },
    ),
    "image-url": Job(
        operation="create_video",
        accepted_by="create.image-url",
        fields={"prompt": PROMPT, "seconds": "12", "size": "1280x720", "input_reference.image_url": "{image}"},
    ),
    "failing": Job(
        operation="create_video", accepted_by="failed.accepted", feature="failures", fields={"prompt": "{failing}"}
    ),
    "remix": Job(
        operation="remix_video",
        accepted_by="remix.json",
        feature="remix",
        fields={"prompt": "The boat turns gold"},
        source="form",
    ),
    "edit": Job(
        operation="edit_video",
        accepted_by="edit.reference",
        feature="edits",
        fields={"prompt": "Make it night", "video.id": "{source}"},
        source="defaults",
    ),
    "edit-brackets": Job(
        operation="edit_video",
        accepted_by="edit.brackets",
        feature="edits",
        form=True,
        fields={"prompt": "Make it rain", "video[id]": "{source}"},
        source="form",
    ),
    "extend": Job(
        operation="extend_video",
        accepted_by="extend.reference",
        feature="extensions",
        fields={"prompt": "The boat reaches the shore", "seconds": "4", "video.id": "{source}"},
        source="defaults",
    ),
    "extend-long": Job(
        operation="extend_video",
        accepted_by="extend.long",
        feature="extensions",
        fields={"prompt": "The boat sails on", "seconds": "20", "video.id": "{source}"},
        source="form",
    ),
    "remix-form": Job(
        operation="remix_video",
        accepted_by="remix.multipart",
        feature="remix",
        form=True,
        fields={"prompt": "The boat turns silver"},
        source="remix",
        otherwise="form",
    ),
    "edit-upload": Job(
        operation="edit_video",
        accepted_by="edit.upload",
        feature="edits",
        form=True,
        fields={"prompt": "Make it snow", "video": "{video}"},
        source="defaults",
    ),
    "extend-upload": Job(
        operation="extend_video",
        accepted_by="extend.upload",
        feature="extensions",
        form=True,
        fields={"prompt": "The boat sinks", "seconds": "8", "video": "{video}"},
        source="defaults",
    ),
}

JOB_OPERATIONS = frozenset(job.operation for job in JOBS.values())
"""The operations that start a job."""

PROBES: dict[str, tuple[str, ...]] = {
    "remix": ("refuse.remix.prompt", "remix.create", "remix-form.create"),
    "edits": ("refuse.edit.prompt", "edit.create", "edit-brackets.create"),
    "extensions": ("refuse.extend.prompt", "extend.create"),
    "characters": ("refuse.character.name", "character.create"),
}
"""The steps that show whether a feature is there: all of them answered `NOT_OFFERED` means that it is not."""

FEATURES = {
    "remix_video": "remix",
    "edit_video": "edits",
    "extend_video": "extensions",
    "create_character": "characters",
    "get_character": "characters",
}
"""The optional feature that an operation belongs to."""
