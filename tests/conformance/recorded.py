"""A recorded run, altered: what the suite says of runs that went otherwise."""

import json
from collections.abc import Callable
from typing import Any

import attrs
from openai_videos_conformance import Blocked, Evidence, Exchange, Unjudged, Violation, load_checks

Alter = Callable[[Exchange], Exchange]


def altered(evidence: Evidence, alter: Alter) -> Evidence:
    return evidence.with_exchanges(map(alter, evidence.exchanges))


def said(evidence: Evidence, name: str) -> str:
    """The verdict on a requirement, with what blocks it."""
    try:
        next(check for check in load_checks() if check.name == name)(evidence)
    except Violation:
        return "broken"
    except Blocked as problem:
        return f"blocked {problem.by[0]}"
    except Unjudged as problem:
        return str(problem.verdict)
    return "pass"


def changing(change: Callable[[dict[str, Any]], object], chosen: Callable[[Exchange], bool]) -> Alter:
    """Change the JSON of the successes that are chosen."""

    def alter(exchange: Exchange) -> Exchange:
        if not chosen(exchange) or exchange.status != 200 or not exchange.object:
            return exchange
        document = json.loads(exchange.body)
        change(document)
        return attrs.evolve(exchange, body=json.dumps(document).encode())

    return alter
