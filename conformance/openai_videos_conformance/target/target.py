"""The target: the server that is judged, and what a run may ask of it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from .address import Address, TargetError, address_of, checked_url
from .features import PROFILES, Feature
from .parameters import KEY_HEADER, Parameter, checked_header_name, checked_headers, parameter
from .tiers import Tier

NOTHING: Mapping[str, Any] = MappingProxyType({})


def _api_key(value: str | None) -> str | None:
    key = (value or "").strip()
    if not all("!" <= letter <= "~" for letter in key):
        raise TargetError(
            "the key holds a space, a control character or one that is not ASCII, "
            "which no header can carry; copy it again",
            place="--api-key or OPENAI_API_KEY",
        )
    return key or None


def _text(_: object, attribute: attrs.Attribute[str | None], value: str | None) -> None:
    _encodable(value or "", _setting(attribute))


def _encodable(value: str, setting: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise TargetError(
            f"{value!a} holds bytes that are no text in this locale; "
            "set LC_ALL=C.UTF-8, or another locale in UTF-8, and run it again",
            setting=setting,
        ) from None


def _profile(names: Iterable[str]) -> frozenset[Feature]:
    features: set[Feature] = set()
    for name in names:
        if name not in PROFILES:
            raise TargetError(f"{name!r} is none; name some of {', '.join(PROFILES)}", setting="profile")
        features |= PROFILES[name]
    return frozenset(features)


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    # No number at all is neither above 0 nor below infinity.
    if not value > 0 or (value == math.inf and attribute.name != "max_seconds_of_video"):
        raise TargetError(
            f"{value:g} is no time that a server could keep; give seconds above 0", setting=_setting(attribute)
        )


def _not_negative(_: object, __: attrs.Attribute[int | None], value: int | None) -> None:
    if value is not None and value < 0:
        raise TargetError(f"{value} is no number of jobs; give 0 or more", setting="max-jobs")


def _not_endless(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if not 0 <= value < math.inf:
        raise TargetError(f"{value:g} is no time to wait; give seconds, or 0 for none", setting=_setting(attribute))


def _setting(attribute: attrs.Attribute[Any]) -> str:
    return attribute.name.replace("_", "-")


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _models(_: object, __: attrs.Attribute[Any], names: tuple[str, ...]) -> None:
    for name in names:
        _encodable(name, "models")
        if not name:
            raise TargetError("an empty text names no model; leave it out", setting="models")


def _first_model(target: Target) -> str | None:
    return target.models[0] if target.models else None


def _sizes(_: object, __: attrs.Attribute[Any], sizes: tuple[str, ...]) -> None:
    for size in sizes:
        if not re.fullmatch("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}", size):
            raise TargetError(f"{size!r} is no size; give width x height, such as 480x832", setting="sizes")


def _seconds(_: object, __: attrs.Attribute[Any], lengths: tuple[str, ...]) -> None:
    for seconds in lengths:
        if not re.fullmatch("[1-9][0-9]{0,4}", seconds):
            raise TargetError(f"{seconds!r} is no length; give whole seconds, such as 2", setting="seconds")


def _key_header(name: str) -> str:
    return checked_header_name(name, "key-header")


def _query(parameters: Mapping[str, Any]) -> dict[str, Parameter]:
    return {name: parameter(value, name, "query") for name, value in parameters.items()}


def _fields(_: object, attribute: attrs.Attribute[Any], fields: Mapping[str, Any]) -> None:
    for name in OWN_FIELDS.intersection(fields):
        wanted = {"model": "models", "size": "sizes", "seconds": "seconds"}.get(name)
        instead = f"give it with {wanted}" if wanted else "each job has one of its own"
        raise TargetError(f"{name} is chosen by the suite; {instead}", setting=_setting(attribute))
    if attribute.name != "create_json" and (name := _list_in(fields)):
        raise TargetError(
            f"{name} is a list, which forms write in several ways; give it with create-json, and with create-form "
            "as the text that the server wants",
            setting=_setting(attribute),
        )


def _list_in(fields: Mapping[str, Any]) -> str:
    """Give the name of a field that is a list or holds one, empty where there is none."""
    for name, value in fields.items():
        if isinstance(value, list) or (isinstance(value, Mapping) and _list_in(value)):
            return name
    return ""


OWN_FIELDS = frozenset({"prompt", "model", "size", "seconds", "input_reference", "video"})
"""The fields of a create that the contract has: these are never extra ones."""


@attrs.frozen(kw_only=True)
class Target:
    """The server that is judged, and what a run may ask of it. Times are seconds."""

    base_url: str = attrs.field(converter=checked_url)
    api_key: str | None = attrs.field(default=None, repr=False, converter=_api_key)
    key_header: str = attrs.field(default=KEY_HEADER, converter=_key_header)
    """The header that carries the key; as `Bearer KEY` in `Authorization`, and as it is in any other."""
    headers: Mapping[str, Parameter] = attrs.field(factory=dict, converter=checked_headers)
    """What every request carries."""
    query: Mapping[str, Parameter] = attrs.field(factory=dict, converter=_query)
    """What every request carries in its URL, besides what stands in the base URL."""
    models: tuple[str, ...] = attrs.field(default=(), converter=_texts, validator=_models)
    """The models to create with; none for the server's default."""
    model: str | None = attrs.field(default=attrs.Factory(_first_model, takes_self=True), validator=_text)
    """The one of them that most jobs are created with."""
    sizes: tuple[str, ...] = attrs.field(default=(), converter=_texts, validator=_sizes)
    """The sizes that the server makes, if it makes others than the documented ones."""
    seconds: tuple[str, ...] = attrs.field(default=(), converter=_texts, validator=_seconds)
    """The lengths that the server makes, if it makes others than the documented ones."""
    create: Mapping[str, Any] = attrs.field(default=NOTHING, validator=_fields)
    """More fields of each create, in JSON and as parts of a form."""
    create_json: Mapping[str, Any] = attrs.field(default=NOTHING, validator=_fields)
    """More fields of each create in JSON, besides those of both."""
    create_form: Mapping[str, Any] = attrs.field(default=NOTHING, validator=_fields)
    """More fields of each create as a form, besides those of both."""
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
    wait: float = attrs.field(default=0.0, validator=_not_endless)
    """How long to wait for a server that is starting, until a list answers."""
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

    @property
    def address(self) -> Address:
        """Where requests go."""
        return address_of(self.base_url)

    @property
    def made_of(self) -> dict[str, Any]:
        """What jobs are made of, as a report keeps it: what is not set is left out."""
        lists = {name: list(getattr(self, name)) for name in ("models", "sizes", "seconds")}
        fields = {name: getattr(self, name) for name in ("create", "create_json", "create_form")}
        return {name: value for name, value in {**lists, **fields}.items() if value}

    @property
    def secrets(self) -> dict[str, str]:
        """What was read from the environment, besides the key, each with the variable that it was read from."""
        carried = [*self.headers.values(), *self.query.values()]
        return {each.text: each.variable for each in carried if each.variable is not None}
