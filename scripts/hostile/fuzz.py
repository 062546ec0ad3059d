"""Answers with one value changed at random, seeded: whatever it becomes, the judge gives a verdict."""

from __future__ import annotations

import json
import random
from typing import Any

import attrs
from openai_videos_conformance import Target, Verdict, judge, observe

from .catalogue import CONTROLS
from .server import Reply, hostile_server

VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    0.5,
    "",
    "\ud800",
    CONTROLS,
    "9" * 5000,
    "\u00b2",
    "x" * 100_000,
    [],
    {},
    [[]],
    {"id": {"id": []}},
    [None, 1, "a", {}],
)
HEADERS = ("content-type", "location", "retry-after", "openai-poll-after-ms", "content-encoding", "set-cookie", "etag")
HEADER_VALUES = (b"", b"\xff\xfe", b"9" * 5000, b";;;=", b"http://[", b"-1", b"gzip", b"text/html; charset=\xff")
STATUSES = (
    *(b"200 OK", b"201 Created", b"204 No Content", b"206 Partial", b"299 ", b"302 Found", b"404 No", b"429 Slow"),
    *(b"500 Oh", b"503 Busy", b"599 \xff", b"999 What"),
)


@attrs.frozen
class Trial:
    """One change to the answers of one kind."""

    seed: int

    def bend(self, reply: Reply) -> Reply:
        """Change an answer; the same change whenever it is asked for."""
        pick = random.Random(self.seed)  # noqa: S311 - it is to be the same every time
        kind, way = pick.choice(["list", "create", "retrieve", "content", "delete"]), pick.random()
        if reply.kind != kind or b"limit=1 " in reply.request[:64]:
            return reply
        if way < 0.15:
            return reply.with_header(f"{pick.choice(HEADERS)}: ".encode() + pick.choice(HEADER_VALUES))
        if way < 0.25:
            return attrs.evolve(reply, status=pick.choice(STATUSES))
        if kind == "content" or way < 0.35:
            start = pick.randrange(max(1, len(reply.body)))
            cut = (
                reply.body[:start]
                + pick.randbytes(pick.choice([0, 1, 8]))
                + reply.body[start + pick.choice([0, 1, 9]) :]
            )
            return attrs.evolve(reply, body=cut)
        document = json.loads(reply.body)
        _change(document, pick)
        return reply.showing(document)


def _change(document: dict[str, Any], pick: random.Random) -> None:
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in pairs:
            places.append((node, key))
            walk(value)

    walk(document)
    node, key = pick.choice(places)
    node[key] = pick.choice(VALUES)


def problem_of(trial: Trial) -> str:
    """Say what is wrong with the judge of a changed server, empty where nothing is."""
    with hostile_server(trial.bend) as url:
        try:
            results = judge(
                observe(Target(base_url=url, job_timeout=0.5, request_timeout=2.0, api_key="sk-0123456789"))
            )
        except Exception as problem:  # noqa: BLE001 - any is what is looked for
            return f"{type(problem).__name__}: {problem}"
    return "; ".join(f"{each.name}: {each.message}" for each in results if each.verdict is Verdict.ERROR)
