"""The target: the server that is judged, and what a run may ask of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import attrs

from .address import TargetError, checked_url
from .features import PROFILES, Feature
from .tiers import Tier


def _api_key(value: str | None) -> str | None:
    key = (value or "").strip()
    if not all("!" <= letter <= "~" for letter in key):
        raise TargetError(
            "--api-key or OPENAI_API_KEY: the key holds a space, a control character or one that is not ASCII, "
            "which no header can carry; copy it again"
        )
    return key or None


def _text(_: object, attribute: attrs.Attribute[str | None], value: str | None) -> None:
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        option = attribute.name.replace("_", "-")
        raise TargetError(
            f"--{option}: {value!a} holds bytes that are no text in this locale; "
            "set LC_ALL=C.UTF-8, or another locale in UTF-8, and run it again"
        ) from None


def _profile(names: Iterable[str]) -> frozenset[Feature]:
    features: set[Feature] = set()
    for name in names:
        if name not in PROFILES:
            raise TargetError(f"--profile: {name!r} is none; name some of {', '.join(PROFILES)}")
        features |= PROFILES[name]
    return frozenset(features)


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    # No number at all is neither above 0 nor below infinity.
    if not value > 0 or (value == math.inf and attribute.name != "max_seconds_of_video"):
        option = attribute.name.replace("_", "-")
        raise TargetError(f"--{option}: {value:g} is no time that a server could keep; give seconds above 0")


def _not_negative(_: object, __: attrs.Attribute[int | None], value: int | None) -> None:
    if value is not None and value < 0:
        raise TargetError(f"--max-jobs: {value} is no number of jobs; give 0 or more")


@attrs.frozen(kw_only=True)
class Target:
    """The server that is judged, and what a run may ask of it. Times are seconds."""

    base_url: str = attrs.field(converter=checked_url)
    api_key: str | None = attrs.field(default=None, repr=False, converter=_api_key)
    model: str | None = attrs.field(default=None, validator=_text)
    failing_prompt: str | None = attrs.field(default=None, validator=_text)
    video_id: str | None = attrs.field(default=None, validator=_text)
    """A video that exists already: it is judged in place of one that would have to be made."""
    ca_file: str | None = None
    """The file of the authorities that are trusted, in PEM format, in place of those of this machine."""
    client_cert: str | None = None
    """The file of the certificate that the client shows, in PEM format."""
    client_key: str | None = None
    """The file of its key, where that is another one."""
    job_timeout: float = attrs.field(default=600.0, validator=_positive)
    """How long one job may take from its create to a final status."""
    request_timeout: float = attrs.field(default=30.0, validator=_positive)
    """How long the answer to one request may take, unless its bytes keep flowing."""
    tier: Tier = Tier.FULL
    """How much may be asked for."""
    max_jobs: int | None = attrs.field(default=None, validator=_not_negative)
    """The most jobs that may be started; None for all of the tier."""
    max_seconds_of_video: float = attrs.field(default=math.inf, validator=_positive)
    keep: bool = False
    """Whether to leave the jobs that were made where they are."""
    resume: bool = False
    """Whether to go on with the jobs of a run that was cut short."""
    deep: bool = False
    """Whether to send the cases that are made from the contract, too."""
    profile: frozenset[Feature] = attrs.field(default=frozenset(), converter=_profile)
    """The features that the server is declared to offer: one that is absent is a failure then."""
    most_unanswered: int = 100
    """Requests without a complete answer after which the run is given up. One that took seconds counts as many."""
