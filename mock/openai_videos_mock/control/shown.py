"""What the control path shows of a server, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import asdict

from openai_videos_mock.contract.document import Json
from openai_videos_mock.controls import Controls
from openai_videos_mock.faults import catalogue
from openai_videos_mock.journal import Entry, curl_of
from openai_videos_mock.scripts.script import Cue
from openai_videos_mock.state.clock import Advanceable


def show_state(controls: Controls, newest: int | None = None) -> dict[str, Any]:
    """Give all that there is, or of the jobs so many of the newest."""
    jobs = controls.jobs
    return {
        "now": controls.now(),
        "jobs": jobs if newest is None else jobs[max(0, len(jobs) - newest) :],
        "variants": [each.variant.name for each in controls.variants],
        **show_faults(controls),
        **show_script(controls),
        "requests": controls.journal.written,
        "movable": isinstance(controls.settings.clock, Advanceable),
        "base_path": controls.settings.base_path,
    }


def show_script(controls: Controls) -> dict[str, Json]:
    """Give the rules, and how often each was met."""
    return {"script": [_cue(cue) for cue in controls.script.cues]}


def _cue(cue: Cue) -> Json:
    rule = asdict(cue.rule, filter=lambda _, value: value not in (None, ()))
    if cue.rule.on is not None:
        rule["on"] = sorted(cue.rule.on)
    if cue.rule.headers:
        rule["headers"] = dict(cue.rule.headers)
    return {"rule": rule, "met": cue.met, "struck": cue.struck}


def show_faults(controls: Controls) -> dict[str, Json]:
    """Give the faults that are on."""
    return {"faults": [{"name": each.fault.name, "struck": each.struck, "left": each.left} for each in controls.faults]}


def show_catalogue() -> dict[str, Json]:
    """Give the faults that there are."""
    return {
        "faults": [
            {"name": fault.name, "breaks": fault.breaks, "behaviour": fault.behaviour} for fault in catalogue().values()
        ]
    }


def show_entries(controls: Controls, entries: Sequence[Entry], origin: str) -> dict[str, Json]:
    """Give requests of the journal, without their files; `origin` is where the server was reached."""
    base_url, key_header = origin + controls.settings.base_path, controls.settings.key_header
    return {"requests": [{**_entry(entry), "curl": curl_of(entry, base_url, key_header)} for entry in entries]}


def _entry(entry: Entry) -> dict[str, Json]:
    return {
        "number": entry.number,
        "time": entry.time,
        "operation": entry.operation,
        "method": entry.method,
        "path": entry.path,
        "query": dict(entry.query),
        "headers": [[name, value] for name, value in entry.headers],
        "size": entry.size,
        "fields": {name: None if isinstance(value, bytes) else value for name, value in entry.fields.items()},
        "files": [
            {"name": part.name, "filename": part.filename, "media_type": part.media_type}
            for part in entry.parts
            if part.filename is not None
        ],
        "status": entry.status,
        "answer": dict(entry.answer),
    }
