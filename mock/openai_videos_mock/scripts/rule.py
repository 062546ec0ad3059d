"""A rule: which requests are meant, and what happens to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from attrs import field, fields, frozen

from openai_videos_mock.contract.document import load_contract
from openai_videos_mock.intercept import acts
from openai_videos_mock.intercept.messages import Request
from openai_videos_mock.intercept.registry import nearest
from openai_videos_mock.server.gate import key_of


class RuleError(ValueError):
    """A rule says something that cannot be done; the message says what can."""


class Wire(StrEnum):
    """What becomes of an answer on its way, after the server has done what was asked."""

    HANG = "hang"
    DROP = "drop"
    CUT = "cut"
    GARBLE = "garble"


_WORDS: Mapping[str, frozenset[str]] = {
    "create": acts.CREATE,
    "edit": acts.EDIT,
    "extend": acts.EXTEND,
    "remix": acts.REMIX,
    "start": acts.STARTS,
    "retrieve": acts.RETRIEVE,
    "list": acts.LIST,
    "content": acts.CONTENT,
    "delete": acts.DELETE,
    "create_character": acts.CREATE_CHARACTER,
    "get_character": acts.GET_CHARACTER,
}


def operations_of(value: str | Iterable[str]) -> frozenset[str]:
    """Read short words, such as create, or ids of operations.

    Raises:
        RuleError: There is no such operation.
    """
    words = [value] if isinstance(value, str) else list(value)
    operations: frozenset[str] = frozenset()
    for word in words:
        if word in load_contract().operations:
            operations |= {word}
        elif word in _WORDS:
            operations |= _WORDS[word]
        else:
            raise RuleError(f"there is no operation {word!r}; there are: {', '.join(_WORDS)}")
    return operations


def _operations(value: str | Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else operations_of(value)


def _text(value: str | int | None) -> str | None:
    # `model: 2` in a file means the text; a truth value or a list is a mistake.
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return None if value is None else str(value)
    raise RuleError(f"{value!r} should be text")


def _number(value: float | None) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise RuleError(f"{value!r} should be a number, 0 or more")
    return float(value)


def _whole(value: int | None, least: int, most: int) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most):
        raise RuleError(f"{value!r} should be a whole number from {least} to {most}")
    return value


def _number_of(value: int | None) -> int | None:
    return _whole(value, 1, 1_000_000)


def _error_status(value: int | None) -> int | None:
    return _whole(value, 400, 599)


def _percentage(value: int | None) -> int | None:
    return _whole(value, 0, 99)


def _headers(value: Mapping[str, str | int] | None) -> tuple[tuple[str, str], ...]:
    if value is not None and not isinstance(value, Mapping):
        raise RuleError(f"{value!r} should be headers by name")
    headers = tuple((name.lower(), str(text)) for name, text in (value or {}).items())
    for name, text in headers:
        if not (name.isascii() and name.replace("-", "").isalnum() and text.isprintable() and text.isascii()):
            raise RuleError(f"{name!r}: {text!r} is no header")
    return headers


def _wire(value: str | None) -> Wire | None:
    try:
        return None if value is None else Wire(value)
    except ValueError:
        raise RuleError(f"{value!r} should be one of: {', '.join(Wire)}") from None


@frozen(kw_only=True)
class Rule:
    """What happens to which request. All that is given about a request has to fit."""

    on: frozenset[str] | None = field(default=None, converter=_operations)
    """The operations: create, edit, extend, remix, start (those four), retrieve, list, content, delete or their ids."""
    prompt: str | None = field(default=None, converter=_text)
    """A pattern with `*` and `?` for the whole prompt."""
    model: str | None = field(default=None, converter=_text)
    seconds: str | None = field(default=None, converter=_text)
    size: str | None = field(default=None, converter=_text)
    key: str | None = field(default=None, converter=_text)
    """The API key of the caller."""
    call: int | None = field(default=None, converter=_number_of)
    """Only the n-th of the requests that fit."""
    times: int | None = field(default=None, converter=_number_of)
    """Only the first of the requests that fit, so many."""

    status: int | None = field(default=None, converter=_error_status)
    """An error in place of what the server would answer."""
    code: str | None = field(default=None, converter=_text)
    message: str | None = field(default=None, converter=_text)
    headers: tuple[tuple[str, str], ...] = field(default=None, converter=_headers)
    retry_after: float | None = field(default=None, converter=_number)
    """Seconds in a `Retry-After`."""
    delay: float | None = field(default=None, converter=_number)
    """Seconds of the server's clock to wait first."""
    wire: Wire | None = field(default=None, converter=_wire)

    queued: float | None = field(default=None, converter=_number)
    """Seconds that the job is queued."""
    in_progress: float | None = field(default=None, converter=_number)
    """Seconds that it is in progress after that."""
    looks: int | None = field(default=None, converter=_number_of)
    """How often it is retrieved until it is at its end, if that comes first."""
    fail: str | None = field(default=None, converter=_text)
    """The code with which the job fails at its end."""
    stall: int | None = field(default=None, converter=_percentage)
    """The percentage at which the job stays for ever."""
    expires: float | None = field(default=None, converter=_number)
    """Seconds after its end at which the video is gone."""

    def __attrs_post_init__(self) -> None:
        """Refuse what does not go together."""
        story = [name for name in STORY if getattr(self, name) is not None]
        answer = [name for name in ("code", "retry_after") if getattr(self, name) is not None]
        if self.status is None and answer:
            raise RuleError(f"{answer[0]!r} belongs to an error; say its status too")
        if self.status is not None and (story or self.wire):
            raise RuleError(
                f"an error with status {self.status} makes no job: {(story or ['wire'])[0]!r} cannot be had"
            )
        if self.message is not None and self.status is None and self.fail is None:
            raise RuleError("'message' belongs to an error or a failure; say its status or fail")
        if self.fail is not None and self.stall is not None:
            raise RuleError("a job that stalls comes to no end: it cannot fail")
        if story and self.on is not None and not self.on <= acts.STARTS:
            raise RuleError(f"{story[0]!r} is about a job; only create, edit, extend and remix start one")
        if not (story or self.status or self.delay is not None or self.wire or self.headers):
            raise RuleError(f"the rule says nothing to do; there is: {', '.join(EFFECTS)}")
        if self.call is not None and self.times is not None:
            raise RuleError("'call' and 'times' both say how often; choose one")

    @property
    def story(self) -> bool:
        """Whether the rule is about what becomes of a job."""
        return any(getattr(self, name) is not None for name in STORY)

    def fits(self, request: Request) -> bool:
        """Tell whether a request is meant, apart from how many came before."""
        operation = request.operation
        if not operation or (self.on is not None and operation not in self.on):
            return False
        if self.story and operation not in acts.STARTS:
            return False
        if self.key is not None and self.key != key_of(dict(request.headers), request.world.settings.key_header):
            return False
        asked = {name: getattr(self, name) for name in ("prompt", "model", "seconds", "size")}
        patterns = {name: pattern for name, pattern in asked.items() if pattern is not None}
        sent = request.fields if patterns else {}
        return all(fnmatchcase(str(sent.get(name, "")), pattern) for name, pattern in patterns.items())


STORY = ("queued", "in_progress", "looks", "fail", "stall", "expires")
EFFECTS = ("status", "delay", "wire", "headers", *STORY)


def make_rule(values: Mapping[str, object]) -> Rule:
    """Make a rule of keys and values, as a file or a request has them.

    Raises:
        RuleError: A key is none, or a value does not fit.
    """
    attributes = {attribute.name: attribute for attribute in fields(Rule)}
    for name, value in values.items():
        if name not in attributes:
            raise RuleError(f"there is no key {name!r}{nearest(str(name), attributes)}")
        convert: Any = attributes[name].converter
        try:
            convert(value)
        except RuleError as problem:
            raise RuleError(f"{name}: {problem}") from None
    return Rule(**values)  # type: ignore[arg-type]
