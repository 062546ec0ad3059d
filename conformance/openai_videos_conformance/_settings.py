"""What a run is asked to do."""

from __future__ import annotations

from urllib.parse import urlsplit

import attrs


class SettingsError(Exception):
    """An option is wrong; the message says what was expected and what to do."""


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(
            f"--base-url: {value!r} is no URL that can be called; give scheme, host and prefix, such as http://127.0.0.1:8000/v1"
        )
    return value.rstrip("/")


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if not value > 0:
        option = attribute.name.replace("_", "-")
        raise SettingsError(f"--{option}: {value:g} is no time that a server could keep; give seconds above 0")


@attrs.frozen(kw_only=True)
class Settings:
    """The options of a run. Times are seconds."""

    base_url: str = attrs.field(converter=_base_url)
    api_key: str | None = attrs.field(default=None, repr=False)
    model: str | None = None
    failing_prompt: str | None = None
    job_timeout: float = attrs.field(default=600.0, validator=_positive)
    """How long one job may take from its create to a final status."""
    request_timeout: float = attrs.field(default=30.0, validator=_positive)
    """How long the answer to one request may take, unless its bytes keep flowing."""
    max_jobs: int = 14
