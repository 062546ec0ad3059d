# Generated from openapi.yaml by `make generate`; never edited by hand.
"""For programs: what the docstrings say, method by method."""

from collections.abc import Mapping

DOCUMENTATION: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "list": (
        "List the recent videos of the project that the key belongs to, page by page.",
        {
            "after": "Id of the last item of the page before; the answer starts behind it.",
            "limit": "The most items to answer with.",
            "order": "Sort by time of creation, `asc` for oldest first or `desc` for newest first.",
        },
    ),
    "create": (
        "Start a job that generates a new video from a text prompt and, if given, a reference image.",
        {
            "prompt": "What the video shall show.",
            "input_reference": "The reference image, a JPEG, PNG or WebP file. Or: A reference image that is not uploaded with the request. Give exactly one property.",
            "model": "Name of a video generation model. Open, since servers offer models of their own. The server\u0027s default: `sora-2`.",
            "seconds": "Clip duration that a create can ask for, in seconds. The server\u0027s default: `4`.",
            "size": "Width x height of the picture, in pixels. The server\u0027s default: `720x1280`.",
        },
    ),
    "edit": (
        "Start a job that makes a new video by editing an uploaded video or one that was generated before.",
        {
            "prompt": "How the video shall be changed.",
            "video": "The source video, an MP4 file. Or: Reference to a completed video.",
        },
    ),
    "extend": (
        "Start a job that makes a longer video by adding a newly generated segment to a completed one.",
        {
            "prompt": "How the video shall go on.",
            "seconds": "Duration of the segment that an extension adds, in seconds.",
            "video": "The source video, an MP4 file. Or: Reference to a completed video.",
        },
    ),
    "create_character": (
        "Make a character out of a video that is sent with the request.",
        {
            "name": "Display name of the character.",
            "video": "The video to take the character from, an MP4 file.",
        },
    ),
    "get_character": (
        "Look a character up by its id.",
        {
            "character_id": "Id of the character.",
        },
    ),
    "retrieve": (
        "Fetch the current state of a video job.",
        {
            "video_id": "Id of the video job.",
        },
    ),
    "poll": (
        "Wait until a job is done. A status that is not known counts as not done.",
        {
            "video_id": "Id of the video job.",
        },
    ),
    "delete": (
        "Remove a completed or failed video, and every file stored for it, for good.",
        {
            "video_id": "Id of the video job.",
        },
    ),
    "remix": (
        "Start a job that generates a completed video anew with another prompt.",
        {
            "video_id": "Id of the video job.",
            "prompt": "What the new video shall show.",
        },
    ),
    "download_content": (
        "Stream the bytes of a completed video, or of a preview image made from it.",
        {
            "video_id": "Id of the video job.",
            "variant": "Which file to send. Without it, the MP4 video. The server\u0027s default: `video`.",
        },
    ),
}
"""By method, what it does, and what each of its parameters means."""
