"""What is set of a target: values, each with the place where it was set, and the target that they make."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import attrs

from .address import TargetError
from .target import Target
from .tiers import Tier

ELSEWHERE = frozenset({"as", "known-failures"})
"""Settings that are no part of a target."""


@attrs.frozen
class Setting:
    """A value, and where it was set."""

    value: Any
    place: str
    """Such as `--model`, or `videos-target.toml:3: models`."""


Settings: TypeAlias = Mapping[str, Setting]
"""What is set, each by the name that a file of a target has for it."""


@contextlib.contextmanager
def places(settings: Settings) -> Iterator[None]:
    """Let an error of a setting name the place where it was set."""
    try:
        yield
    except TargetError as problem:
        set_there = settings.get(problem.setting)
        raise (problem.at(set_there.place) if set_there is not None else problem) from None


def make_target(settings: Settings, *, video_id: str | None = None, **choices: Any) -> Target:
    """Make the target that is set, with what only options choose.

    Raises:
        TargetError: A setting is missing or wrong.
    """
    values = {name.replace("-", "_"): each.value for name, each in settings.items() if name not in ELSEWHERE}
    base_url = values.get("base_url")
    if not base_url:
        raise TargetError(
            "--base-url is missing: name the server to judge, such as --base-url=http://127.0.0.1:8000/v1, "
            "or write it into videos-target.toml, as base-url"
        )
    if video_id is not None:
        values["max_jobs"] = 0
    values["tier"] = Tier(values["tier"]) if "tier" in values else _tier(base_url)
    with places(settings):
        return Target(**values, **choices, video_id=video_id)


def _tier(base_url: str) -> Tier:
    """Give all on this machine and little elsewhere: jobs there cost money."""
    host = ""
    # What is no URL is told where it is read.
    with contextlib.suppress(ValueError):
        host = urlsplit(base_url).hostname or ""
        return Tier.FULL if ip_address(host).is_loopback else Tier.CORE
    return Tier.FULL if host == "localhost" else Tier.CORE
