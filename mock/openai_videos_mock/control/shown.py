"""What the control path shows of a server, as JSON."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from openai_videos_mock.contract.document import Json
from openai_videos_mock.controls import Controls
from openai_videos_mock.journal import Entry
from openai_videos_mock.scripts.script import Cue


def show_state(controls: Controls) -> dict[str, Any]:
    """Give all that there is."""
    return {
        "now": controls.now(),
        "jobs": controls.jobs,
        "variants": [each.variant.name for each in controls.variants],
        **show_faults(controls),
        **show_script(controls),
        "requests": len(controls.requests),
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


def show_entry(entry: Entry) -> Json:
    """Give a request of the journal, without its files."""
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
