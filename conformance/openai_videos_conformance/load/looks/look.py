"""A look: one exchange as a user of a load run saw it, small enough that a hundred thousand of them are kept."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import attrs

from ...exchange.exchange import object_in
from ...exchange.text import cut, sentence

URL_MOST = 120
"""The most characters of a URL that are shown in a line; the evidence has it whole."""

Item = tuple[str, str | None, float | None]
"""A video on a page of a list: its id, status and progress."""


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Look:
    """What was asked and answered, secrets redacted.

    `began` is before the request was sent and `ended` after the answer was read, in Unix seconds that never jump, by
    the clock of its worker. That of the master showed `shift` seconds more, give or take `unsure`.
    """

    worker: str = ""
    """The process that saw it, where there are several."""
    user: str
    number: int
    """Of those of its user."""
    operation: str
    """The operation of the contract."""
    url: str
    method: str
    job: str = ""
    """The id that was asked about, and that a create was answered with."""
    sent: str = ""
    """The prompt of a create."""
    after: str = ""
    """The cursor of a page."""
    walk: int = 0
    """The pages that are asked for one behind the other have one number."""
    status: int = 0
    """0 where no complete answer came, and `error` says why."""
    error: str = ""
    postponed: bool = False
    """Whether the server asked to be asked later."""
    media_type: str = ""
    size: int = 0
    digest: str = ""
    """The SHA-256 of a video."""
    body: str = ""
    """The answer, but for that of a list, where `items` are kept, and for a video."""
    items: tuple[Item, ...] | None = None
    """None where the answer is no page of a list."""
    has_more: object = None
    began: float
    ended: float
    shift: float = 0.0
    unsure: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether the answer is a success."""
        return 200 <= self.status < 300

    @property
    def name(self) -> str:
        """How a finding names it, and the evidence has it."""
        return f"{self.worker}/{self.user}#{self.number}".lstrip("/")

    @cached_property
    def object(self) -> dict[str, Any]:
        """The answer as a JSON object, an empty one where it is none."""
        return object_in(self.body)

    @property
    def earliest(self) -> float:
        """When it may have begun by the clock of the master."""
        return self.began + self.shift - self.unsure

    @property
    def latest(self) -> float:
        """When it may have ended by the clock of the master."""
        return self.ended + self.shift + self.unsure

    def is_before(self, other: Look, *, seconds: float = 0.0) -> bool:
        """Tell whether it surely ended before another one began, by so many seconds at least."""
        # Not at the same time: a clock may be coarse.
        if self.worker == other.worker:
            return self.ended + seconds < other.began
        return self.latest + seconds < other.earliest

    @property
    def answer(self) -> str:
        """The answer in a few words."""
        if self.error:
            answer = f"no answer ({self.error})"
        elif self.items is not None:
            answer = f"{self.status}, {len(self.items)} videos"
        elif self.digest:
            answer = f"{self.status}, {self.size} bytes, SHA-256 {self.digest[:12]}"
        else:
            answer = f"{self.status} {self.media_type}: {self.body}"
        return sentence(answer)

    def __str__(self) -> str:
        """Write it in a line."""
        return (
            f"{self.name} {self.earliest:.3f}-{self.latest:.3f} {self.method} {cut(self.url, URL_MOST)}: {self.answer}"
        )


def as_line(look: Look) -> str:
    """Write a look as a line of the evidence: what it does not have is left out."""
    values = {
        field.name: value
        for field in attrs.fields(Look)
        if (value := getattr(look, field.name)) != field.default or field.default is attrs.NOTHING
    }
    return json.dumps(values)


def look_of(line: str) -> Look:
    """Read a look.

    Raises:
        ValueError, TypeError, KeyError: The line is none.
    """
    values = json.loads(line)
    if values.get("items") is not None:
        values["items"] = tuple((str(name), status, progress) for name, status, progress in values["items"])
    return Look(**values)
