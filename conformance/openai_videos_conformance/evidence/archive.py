"""A run on disk: the exchanges as HAR, bodies by digest, and the report.

RUN/
├── exchanges.har     HAR 1.2; what HAR has no word for is in fields that begin with `_`
├── bodies/           every body once, named by its SHA-256
└── report.json       the verdicts that were derived
"""

from __future__ import annotations

import json
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import attrs
import httpx
import jsonschema_rs

from ..catalogue.registry import RegistryError, requirement_of
from ..files import as_text, packaged, part_of, write
from ..target.features import Feature
from .har import HAR_SCHEMA, entry_of, exchange_of, write_bodies
from .record import Gap, Record

HAR = "exchanges.har"
REPORT = "report.json"


class ArchiveError(Exception):
    """A folder holds no run that can be read; the message says what is wrong with it."""


def save(folder: Path, record: Record, report: dict[str, Any]) -> None:
    """Write a run. Bodies come first, so that a HAR is never without them."""
    folder.mkdir(parents=True, exist_ok=True)
    for exchange in record.exchanges:
        write_bodies(folder, exchange)
    creator = {"name": "openai-videos-conformance", "version": version("openai-videos")}
    log = {
        "version": "1.2",
        "creator": creator,
        "entries": [entry_of(exchange) for exchange in record.exchanges],
        "_declared": sorted(record.declared),
        "_gaps": [attrs.asdict(gap) for gap in record.gaps],
    }
    write(folder / HAR, as_text({"log": log}))
    write(folder / REPORT, as_text(report))


def save_anew(folder: Path, record: Record, report: dict[str, Any]) -> None:
    """Write a run to a folder in place of all that was there."""
    part = part_of(folder)
    shutil.rmtree(part, ignore_errors=True)
    try:
        save(part, record, report)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise


def load(folder: Path) -> tuple[Record, dict[str, Any]]:
    """Read a run and its report.

    Raises:
        ArchiveError: A file is missing, is not what it should be, or was altered.
    """
    har, report = _read(folder / HAR, HAR_SCHEMA), _read(folder / REPORT, _report_schema())
    log = har["log"]
    try:
        record = Record(
            exchanges=[exchange_of(folder, entry) for entry in log["entries"]],
            gaps=[Gap(**gap) for gap in log["_gaps"]],
            declared=frozenset(map(Feature, log.get("_declared", ()))),
        )
        for exchange in record.exchanges:
            httpx.URL(exchange.url)
        for gap in record.gaps:
            if gap.by is not None:
                requirement_of(gap.by, HAR)
    except OSError as problem:
        raise ArchiveError(f"{folder} is no run: {problem.strerror}: {problem.filename}") from None
    except (ValueError, KeyError, TypeError, httpx.InvalidURL, RegistryError) as problem:
        raise ArchiveError(f"{folder} is no run that can be read: {type(problem).__name__}: {problem}") from None
    return record, report


def _read(path: Path, schema: dict[str, Any]) -> dict[str, Any]:
    """Read a file of a run, as its schema says it is."""
    try:
        data = json.loads(path.read_text("utf-8"))
        validator = jsonschema_rs.Draft202012Validator(schema, mask="what is there")
        problem = next(validator.iter_errors(data), None)
    except OSError as error:
        raise ArchiveError(f"{path.parent} is no run: {error.strerror}: {path}") from None
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{path} cannot be read as JSON: {error}; take the run as it was saved") from None
    ours = schema["properties"].get("schema_version", {}).get("const")
    version_told = data.get("schema_version", ours) if isinstance(data, dict) else ours
    if version_told != ours:
        raise ArchiveError(
            f"{path}: schema_version is {version_told!r}, and {ours} is expected; use the version that wrote it"
        )
    if problem is not None:
        where = "/".join(map(str, ["", *problem.instance_path])) or "the top"
        raise ArchiveError(f"{path}: at {where}: {problem.message}; take the run as it was saved")
    return cast("dict[str, Any]", data)


@cache
def _report_schema() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(packaged(__name__, "report.schema.json")))
