"""The settings of the server."""

import math
import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from attrs import Attribute, converters, field, frozen
from attrs.validators import optional

from openai_videos_mock.state.clock import Clock, RunningClock

MEBIBYTE = 1024 * 1024


class SettingsError(ValueError):
    """A setting has a value that no server can run with."""


class Fixtures(StrEnum):
    """Resources that exist from the start."""

    DOCS = "docs"
    """The completed `video_123` and the `char_123` that the API documentation's examples talk about."""


def _fixtures(value: str) -> Fixtures:
    try:
        return Fixtures(value)
    except ValueError:
        raise SettingsError(f"there are no fixtures {value!r}; there are: {', '.join(Fixtures)}") from None


def _base_path(value: str) -> str:
    path = value.rstrip("/")
    if path and not path.startswith("/"):
        raise SettingsError(f"the base path must start with '/': {value!r}")
    if any(character in path for character in "{}?# "):
        raise SettingsError(f"the base path must be a plain path: {value!r}")
    return path


def _not_empty(_: object, __: "Attribute[str | None]", value: str | None) -> None:
    if value == "":
        raise SettingsError("the API key must not be empty")


def _header_name(_: object, __: "Attribute[str]", value: str) -> None:
    if not (value.isascii() and value.replace("-", "").isalnum()):
        raise SettingsError(f"the header of the key must be the name of a header: {value!r}")


def _duration(_: object, __: "Attribute[float]", value: float) -> None:
    if not math.isfinite(value) or value < 0:
        raise SettingsError(f"the seconds of a job must be a finite number, 0 or more: {value!r}")


def _patience(_: object, attribute: "Attribute[float]", value: float) -> None:
    if not math.isfinite(value) or value <= 0:
        raise SettingsError(f"{attribute.name} must be a finite number above 0: {value!r}")


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _sizes(_: object, __: "Attribute[tuple[str, ...]]", sizes: tuple[str, ...]) -> None:
    for size in sizes:
        # Of an odd width or height, H.264 has no pictures in the usual colours.
        if not re.fullmatch(r"[1-9][0-9]{0,2}[02468]x[1-9][0-9]{0,2}[02468]", size):
            raise SettingsError(f"a size is an even width and an even height, such as 480x832: {size!r}")


def _lengths(_: object, __: "Attribute[tuple[str, ...]]", lengths: tuple[str, ...]) -> None:
    for seconds in lengths:
        if not re.fullmatch(r"[1-9][0-9]{0,2}", seconds):
            raise SettingsError(f"a length is a whole number of seconds, as a text, such as '2': {seconds!r}")


def _positive(_: object, attribute: "Attribute[int]", value: int) -> None:
    if value < 1:
        raise SettingsError(f"{attribute.name} must be 1 or more: {value!r}")


@frozen(kw_only=True)
class ServerSettings:
    """How the server behaves. The defaults keep the whole contract and ask for no key."""

    api_key: str | None = field(default=None, validator=_not_empty)
    """The key that every request must carry; without it, anyone is let in."""
    key_header: str = field(default="api-key", validator=_header_name)
    """The header in which a key may stand, besides `Authorization`."""
    tenants: bool = False
    """Whether each key sees its own videos and characters only."""
    job_seconds: float = field(default=1.0, validator=_duration)
    """Seconds from the creation of a job to its completion; 0 completes jobs at once."""
    job_looks: int | None = field(default=None, validator=optional(_positive))
    """How often a job is retrieved until it completes, if that comes before its seconds have passed."""
    base_path: str = field(default="/v1", converter=_base_path)
    """What stands before `/videos` in every path."""
    fixtures: Fixtures | None = field(default=None, converter=converters.optional(_fixtures))
    """Resources to load at the start."""
    clock: Clock = field(factory=RunningClock)
    """Where the time comes from."""
    seed: str | None = field(default=None, converter=converters.optional(str))
    """Where the ids come from: with equal seeds, equal requests get equal ids, on every run and machine."""
    sizes: tuple[str, ...] = field(default=(), converter=_texts, validator=_sizes)
    """The sizes that are made, the default first; without any, those of the contract."""
    seconds: tuple[str, ...] = field(default=(), converter=_texts, validator=_lengths)
    """The lengths that are made, the default first; without any, those of the contract."""
    db: Path | None = field(default=None, converter=converters.optional(Path))
    """The file in which jobs and characters outlive the server; without one, they end with it."""
    record_seconds: float = field(default=86400.0, validator=_patience)
    """Seconds after its end for which a job is known, and a character after its creation; real ones by a fast clock."""
    request_seconds: float = field(default=30.0, validator=_patience)
    """Seconds to wait for the head of a request, and for each next piece of its body; then the connection is closed."""
    max_connections: int = field(default=500, validator=_positive)
    """Connections that there may be at the same time; a request on one more is refused."""
    strict_media: bool = False
    """Whether an upload is refused that is no video, or no image, and can be decoded."""
    max_upload_bytes: int = field(default=512 * MEBIBYTE, validator=_positive)
    """The largest file that is taken."""
    max_json_bytes: int = field(default=32 * MEBIBYTE, validator=_positive)
    """The largest JSON body that is taken; an image may be in it as a data URL."""
