"""The JSON of a request, read strictly: whatever this gives can be validated, kept and shown again."""

import json
import math
from collections.abc import Iterable
from typing import NoReturn

from openai_videos_mock.contract.document import Json
from openai_videos_mock.contract.errors import ApiError

DEEPEST = 100
"""How many arrays and objects may lie in each other. The validator ends at 255, and says so with a crash."""
_DIGITS = 400
_TOO_DEEP = f"arrays and objects lie in each other more than {DEEPEST} deep"


def parse_json(content: bytes) -> dict[str, Json]:
    """Give the object that a body is. Raises `ApiError` for anything else."""
    document = parse_value(content)
    if not isinstance(document, dict):
        raise ApiError(400, "The body must be a JSON object.", code="invalid_type")
    return document


def parse_value(content: bytes) -> Json:
    """Give what a body holds. Raises `ApiError` if it is no JSON."""
    if not content.strip():
        raise ApiError(400, "The request needs a JSON body.", code="missing_body")
    try:
        document: Json = json.loads(
            content.decode("utf-8-sig"),
            parse_constant=_refuse_constant,
            parse_float=_float,
            parse_int=_integer,
            object_pairs_hook=_object,
        )
        _check_depth(document)
        # A lone surrogate escape parses, but nobody could ever be answered with it.
        json.dumps(document, ensure_ascii=False).encode()
    except RecursionError:
        raise _invalid(_TOO_DEEP) from None
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise _invalid(f"it is no text in UTF-8: {error.reason}") from None
    except ValueError as error:
        raise _invalid(str(error)) from None
    return document


def _invalid(reason: str) -> ApiError:
    return ApiError(400, f"The body is not valid JSON: {reason}.", code="invalid_json")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text:.40} is too large")
    return number


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"a number has more than {_DIGITS} digits")
    return int(text)


def _object(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    members: dict[str, Json] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"an object has two members that are called {json.dumps(name[:40])}")
        members[name] = value
    return members


def _check_depth(document: Json) -> None:
    """Refuse what is nested too deeply, level by level, so that no depth is too deep for this."""
    level = _containers([document])
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _containers(value)]
    if level:
        raise ValueError(_TOO_DEEP)


def _containers(value: Json) -> list[Json]:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in items if isinstance(item, dict | list)]
