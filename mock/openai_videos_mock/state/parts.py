"""The parts of a video: the stretches that it is made of, and what each of them shows."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

_LONGEST_PROMPT = 300


@frozen(kw_only=True)
class Part:
    """A stretch of a video, from one create, edit, extension, remix or upload."""

    id: str
    """Of the video that it was made for."""
    prompt: str
    model: str
    seconds: int
    made: str = ""
    """What it was made of and how, where it was not made of nothing."""
    look: str = ""
    """Whose colours it has: what was made of another video looks like that."""
    still: str = ""
    """A small picture from an upload, in base64; see `stills`."""


def make_part(
    video_id: str, prompt: str, model: str, seconds: int, *, made: str = "", source: Sequence[Part] = ()
) -> Part:
    """Make a part. What it is made of gives it its look."""
    origin = source[0] if source else None
    words = " ".join(prompt.split())
    return Part(
        id=video_id,
        prompt=words if len(words) <= _LONGEST_PROMPT else f"{words[:_LONGEST_PROMPT]}...",
        model=model,
        seconds=seconds,
        made=made,
        look=origin.look if origin else video_id,
        still=origin.still if origin else "",
    )


def cut(parts: Sequence[Part], seconds: int) -> tuple[Part, ...]:
    """Give the parts as long as a video of so many seconds; the last of them may be shorter or longer."""
    left, kept = seconds, []
    for part in parts:
        if left <= 0:
            break
        kept.append(evolve(part, seconds=min(part.seconds, left)))
        left -= part.seconds
    if left > 0:
        kept[-1] = evolve(kept[-1], seconds=kept[-1].seconds + left)
    return tuple(kept)
