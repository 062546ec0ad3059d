"""What a run is asked to do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from urllib.parse import urlsplit

import attrs
import httpx


class SettingsError(Exception):
    """An option is wrong; the message says what was expected and what to do."""


def checked_url(value: str) -> str:
    """A base URL without the slash at its end.

    Raises:
        SettingsError: It cannot be called, or holds what is not to be kept.
    """
    # What may be secret is not repeated: every report and every CI log would keep it.
    if "@" in value:
        raise SettingsError(
            "--base-url: a user and a password in the URL would stand in every report; "
            "take them out and give the key with --api-key (an @ in the prefix is written %40)"
        )
    if "?" in value or "#" in value:
        raise SettingsError(
            "--base-url: a query or a fragment could not be sent with the requests; "
            "give scheme, host and prefix alone, such as http://127.0.0.1:8000/v1"
        )
    if not _is_callable(value):
        raise SettingsError(
            f"--base-url: {value!r} is no URL that can be called; give scheme, host and prefix, such as http://127.0.0.1:8000/v1"
        )
    return value.rstrip("/")


def _is_callable(url: str) -> bool:
    # urlsplit drops line ends and tabs in silence.
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        httpx.URL(url)
        return parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False


def _api_key(value: str | None) -> str | None:
    key = (value or "").strip()
    if not all("!" <= letter <= "~" for letter in key):
        raise SettingsError(
            "--api-key or OPENAI_API_KEY: the key holds a space, a control character or one that is not ASCII, "
            "which no header can carry; copy it again"
        )
    return key or None


PROFILES = {
    "core": frozenset[str](),
    "previews": frozenset({"previews"}),
    "derived": frozenset({"remix", "edits", "extensions"}),
    "characters": frozenset({"characters"}),
    "auth": frozenset({"auth"}),
}


def _profile(names: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        if name not in PROFILES:
            raise SettingsError(f"--profile: {name!r} is none; name some of {', '.join(PROFILES)}")
        found |= PROFILES[name]
    return frozenset(found)


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    # No number at all is neither above 0 nor below infinity.
    if not value > 0 or (value == math.inf and attribute.name != "max_seconds_of_video"):
        option = attribute.name.replace("_", "-")
        raise SettingsError(f"--{option}: {value:g} is no time that a server could keep; give seconds above 0")


def _not_negative(_: object, __: attrs.Attribute[int], value: int) -> None:
    if value < 0:
        raise SettingsError(f"--max-jobs: {value} is no number of jobs; give 0 or more")


@attrs.frozen(kw_only=True)
class Settings:
    """The options of a run. Times are seconds."""

    base_url: str = attrs.field(converter=checked_url)
    api_key: str | None = attrs.field(default=None, repr=False, converter=_api_key)
    model: str | None = None
    failing_prompt: str | None = None
    video_id: str | None = None
    """A video that exists already: it is judged in place of one that would have to be made."""
    job_timeout: float = attrs.field(default=600.0, validator=_positive)
    """How long one job may take from its create to a final status."""
    request_timeout: float = attrs.field(default=30.0, validator=_positive)
    """How long the answer to one request may take, unless its bytes keep flowing."""
    max_jobs: int = attrs.field(default=14, validator=_not_negative)
    max_seconds_of_video: float = attrs.field(default=math.inf, validator=_positive)
    keep: bool = False
    """Whether to leave the jobs that were made where they are."""
    resume: bool = False
    """Whether to go on with the jobs of a run that was cut short."""
    deep: bool = False
    """Whether to send the cases that are made from the contract, too."""
    profile: frozenset[str] = attrs.field(default=frozenset(), converter=_profile)
    """The features that the server is declared to offer: one that is absent is a failure then."""
