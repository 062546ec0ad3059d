"""A refusal, as an answer shows it: what it blames, in the ways in which servers say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .exchange import Exchange
from .form import field_of

MODEL, PROMPT = "model", "prompt"
FIELDS = ("input_reference", MODEL, "name", PROMPT, "seconds", "size", "video")
"""The fields of a body, as refusals name them."""

_QUOTE = r"[`\"'“”]?"
_QUOTED = re.compile(rf"[`\"'“]({'|'.join(FIELDS)})[`\"'”]")
_SUBJECT = re.compile(rf"\W*(?:invalid |missing |unsupported |the )*{_QUOTE}({'|'.join(FIELDS)})\b", re.IGNORECASE)
_WANTS_MODEL = re.compile(
    rf"\bmodel{_QUOTE} (?:name |field |parameter )?(?:is |was |must be )?"
    r"(?:required|missing|not (?:given|provided|specified))"
    rf"|(?:required|missing)\W+(?:\w+\W+){{0,3}}{_QUOTE}model\b"
    rf"|must (?:provide|specify|name|give|set) (?:a |the )?{_QUOTE}model\b"
    r"|\bmodel=none\b",
    re.IGNORECASE,
)
_BUSY = re.compile(
    r"already (?:running|in progress|being|processing|generating)"
    r"|\b(?:is|too|currently|server) busy\b|\bbusy\b.*\blater\b|try again later"
    r"|one (?:job|request|video|generation) at a time"
    r"|too many (?:concurrent|running|active|jobs|requests|videos)"
    r"|\b(?:queue|capacity)\b.*\bfull\b|no capacity",
    re.IGNORECASE,
)


def is_envelope(media_type: str, document: Mapping[str, Any]) -> bool:
    """Tell whether an error is in the documented envelope, as far as a client needs it."""
    error = document.get("error")
    return media_type == "application/json" and isinstance(error, dict) and "message" in error


def blamed(answer: Exchange) -> object:
    """Give the field that a refusal blames as its parameter, None where it names none."""
    error = answer.object.get("error")
    return error.get("param") if isinstance(error, dict) else None


def named_fields(answer: Exchange) -> frozenset[str]:
    """Give the fields that a refusal names as its reason: as its parameter, as a place, or in its sentence."""
    return frozenset(field_of(name) for name in _names(answer) if name) & set(FIELDS)


def wants_model(answer: Exchange) -> bool:
    """Tell whether a request was refused for want of a model."""
    return answer.refused and (
        any(_WANTS_MODEL.search(sentence) for sentence in _sentences(answer)) or set(_places(answer)) == {MODEL}
    )


def says_busy(answer: Exchange) -> bool:
    """Tell whether a refusal says that the server has no room now, and nothing of the request."""
    return not named_fields(answer) and any(_BUSY.search(sentence) for sentence in _sentences(answer))


def _places(answer: Exchange) -> Iterator[str]:
    if isinstance(param := blamed(answer), str):
        yield param
    details = answer.object.get("detail")
    for detail in details if isinstance(details, list) else []:
        place = detail.get("loc") if isinstance(detail, dict) else None
        # The first word of a place is the part of the request that it is in.
        if isinstance(place, list) and len(place) > 1 and isinstance(place[1], str):
            yield place[1]


def _names(answer: Exchange) -> Iterator[str]:
    yield from _places(answer)
    for sentence in _sentences(answer):
        if subject := _SUBJECT.match(sentence):
            yield subject[1].lower()
        yield from _QUOTED.findall(sentence)


def _sentences(answer: Exchange) -> Iterator[str]:
    for said in (answer.object.get("error"), answer.object.get("detail"), answer.object.get("message")):
        message = said.get("message") if isinstance(said, dict) else said
        if isinstance(message, str):
            # What else a server sends may be long.
            yield message[:500]
