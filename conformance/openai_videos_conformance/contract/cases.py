"""The cases that schemathesis makes from the contract: the one place that knows its generator, which is not public."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import attrs
from hypothesis.configuration import set_hypothesis_home_dir
from requests import Request
from schemathesis.generation import GenerationMode

from .engine import contract_schema
from .operations import (
    CREATE_CHARACTER,
    DELETE_VIDEO,
    EDIT_VIDEO,
    EXTEND_VIDEO,
    REMIX_VIDEO,
    STARTS_JOB,
)

SOURCE = "source-of-this-run"
"""What stands in a case for the id of a finished video."""


@attrs.frozen(kw_only=True, eq=False)
class CoverageCase:
    """A request made from the contract, to be sent as it is."""

    name: str
    operation: str
    allowed: bool
    """Whether the contract allows it."""
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def needs_source(self) -> bool:
        """Whether it refers to a finished video."""
        return SOURCE in self.path or SOURCE.encode() in self.body


@attrs.frozen
class _Draft:
    """What schemathesis says of a case."""

    operation: str
    allowed: bool
    scenario: str
    description: str
    parameter: str
    pointer: str
    media_type: str
    body: Any

    @property
    def value(self) -> Any:
        """The value in a JSON body that the case is about."""
        value = self.body
        for name in re.findall(r"/properties/([^/]+)", self.pointer):
            value = value.get(name) if isinstance(value, dict) else None
        return value

    @property
    def is_optional(self) -> bool:
        """Whether the property that the case is about may be left out."""
        optional = re.match(r"/properties/(model|seconds|size|input_reference)\b", self.pointer)
        return optional is not None and self.operation != EXTEND_VIDEO


LAWFUL: dict[str, Callable[[_Draft], bool]] = {
    "what no operation is about is judged by http.method": lambda draft: draft.scenario == "unspecified_http_method",
    "keys are judged by auth.required": lambda draft: draft.parameter == "Authorization",
    "a request without a body needs no media type": lambda draft: (
        draft.scenario == "malformed_content_type" and draft.media_type != "application/json"
    ),
    "unknown fields may be ignored": lambda draft: draft.scenario == "object_unexpected_properties",
    "a URL may be looked at when the job runs": lambda draft: draft.scenario == "invalid_format",
    "null may stand for what is left out": lambda draft: draft.is_optional and draft.value is None,
    "a number of seconds may be taken": lambda draft: (
        draft.pointer.startswith("/properties/seconds") and type(draft.value) in (int, float)
    ),
    "text parts have no type": lambda draft: (
        draft.media_type.startswith("multipart/") and draft.scenario == "incorrect_type"
    ),
    "a deletion could meet somebody's video": lambda draft: draft.operation == DELETE_VIDEO,
    "an allowed create starts a job, and a character cannot be deleted": lambda draft: (
        draft.allowed and draft.operation in STARTS_JOB | {CREATE_CHARACTER}
    ),
}
"""Cases that are not sent: a server that keeps the contract may answer them as it likes. By reason."""


@cache
def coverage_cases() -> tuple[CoverageCase, ...]:
    """Give every case that a server can be judged by, the same in every process."""
    seen: Counter[str] = Counter()
    cases: list[CoverageCase] = []
    with no_folder_left():
        drafts = list(_drafts())
    for draft, case, serialize in drafts:
        if any(applies(draft) for applies in LAWFUL.values()):
            continue
        _narrow(draft, case)
        words = re.sub(r"[^a-z0-9]+", "-", f"{draft.parameter} {draft.description}".lower()).strip("-")
        form = ".form" if draft.media_type.startswith("multipart/") else ""
        name = f"{draft.operation}.{'allowed' if draft.allowed else 'wrong'}{form}.{words}"
        _refer_to_source(draft, case)
        prepared = Request(**serialize(case)).prepare()
        parts = urlsplit(str(prepared.url))
        body: str | bytes = prepared.body or b""  # type: ignore[assignment]  # never a file here
        if any(each.operation == draft.operation and each.query == parts.query != "" for each in cases):
            continue
        seen[name] += 1
        cases.append(
            CoverageCase(
                name=name if seen[name] == 1 else f"{name}-{seen[name]}",
                operation=draft.operation,
                allowed=draft.allowed,
                method=str(prepared.method),
                path=parts.path.removeprefix("/v1"),
                query=parts.query,
                headers={key: str(value) for key, value in prepared.headers.items() if key.lower() == "content-type"},
                body=body.encode() if isinstance(body, str) else body,
            )
        )
    return tuple(cases)


@contextmanager
def no_folder_left() -> Iterator[None]:
    """Let hypothesis take its notes in a folder that goes away: else they stay where the command is run."""
    with TemporaryDirectory() as home:
        set_hypothesis_home_dir(home)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


def _drafts() -> Iterator[tuple[_Draft, Any, Callable[[Any], dict[str, Any]]]]:
    schema = contract_schema()
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    for result in schema.get_all_operations():
        operation = result.ok()
        config = schema.config.generation_for(operation=operation, phase="coverage")
        modes = list(GenerationMode)
        for case in schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=config):
            data = case.meta.phase.data
            yield (
                _Draft(
                    operation=operation.definition.raw["operationId"],
                    allowed=case.meta.generation.mode is GenerationMode.POSITIVE,
                    scenario=data.scenario.value,
                    description=data.description,
                    parameter=(getattr(data, "parameter", None) or "") if "/" not in (data.parameter or "") else "",
                    pointer=getattr(data, "location", None) or "",
                    media_type=case.media_type or "",
                    body=case.body,
                ),
                case,
                schema.transport.serialize_case,
            )


def _narrow(draft: _Draft, case: Any) -> None:
    """Leave what is wrong alone in a query: beside `limit=0` or an unknown cursor, the rest need not be looked at."""
    if not draft.allowed and draft.parameter in (case.query or {}):
        for name in [name for name in case.query if name != draft.parameter]:
            del case.query[name]


def _refer_to_source(draft: _Draft, case: Any) -> None:
    """Let a case name a video that exists wherever it is not about the name of the video."""
    if draft.operation == REMIX_VIDEO and draft.parameter != "video_id":
        case.path_parameters["video_id"] = SOURCE
    about_video = draft.pointer.startswith("/properties/video") or not isinstance(case.body, dict)
    if draft.operation in (EDIT_VIDEO, EXTEND_VIDEO) and not about_video and isinstance(case.body.get("video"), dict):
        case.body["video"] = {"id": SOURCE}
