"""Everything that a run leaves in files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from .catalogue.known_failures import write_known
from .catalogue.verdicts import Verdict
from .evidence.archive import save, save_anew
from .exchange.text import sentence
from .files import as_text, write
from .report.badge import badge
from .report.html import page
from .report.markdown import markdown
from .report.replay import write_scripts
from .session import Session


def write_all(config: pytest.Config, session: Session) -> Iterator[str]:
    """Write what is asked for, each on its own, and say what could not be written."""
    if session.results:
        yield from _write_reports(config, session)
    if session.has_gathered and (folder := session.folder) is not None:
        yield from _attempt(folder, lambda: _write_evidence(folder, session))


def _attempt(path: Path, to_write: Callable[[], None]) -> Iterator[str]:
    try:
        to_write()
    except OSError as problem:
        yield f"{path} could not be written: {problem.strerror or problem}"
    except Exception as problem:  # noqa: BLE001 - whatever is wrong with one, the others are written
        yield sentence(f"{path} could not be written: {type(problem).__name__}: {problem}")


def _write_reports(config: pytest.Config, session: Session) -> Iterator[str]:
    """Write the forms of the report that are asked for, and the list of what fails."""
    run = session.as_run()
    report = run.as_json()
    # Made only where they are asked for: the page carries a whole video.
    forms: dict[str, Callable[[], str]] = {
        "report_json": lambda: as_text(report),
        "report_markdown": lambda: markdown(report),
        "report_html": lambda: page(report, run.replays),
        "badge_json": lambda: as_text(badge(report)),
    }
    for option, form in forms.items():
        path: Path | None = config.getoption(option)
        if path is not None:
            yield from _attempt(path, partial(_write, path, form))
    known: Path | None = config.getoption("write_known_failures")
    if known is not None:
        red = [
            result
            for result in session.results
            # What is blocked is put up with where that is which it is blocked by.
            if result.is_red(strict=session.strict) and result.verdict not in (Verdict.PASS, Verdict.BLOCKED)
        ]
        failures = [(each.requirement.id, each.case, each.observed or each.message) for each in red]
        yield from _attempt(known, partial(write_known, known, failures))


def _write(path: Path, form: Callable[[], str]) -> None:
    write(path, form())


def _write_evidence(folder: Path, session: Session) -> None:
    """Write the run to a folder: one that was chosen may hold other things, the last run is replaced."""
    report = session.as_run().as_json()
    is_chosen = session.kept_in is not None
    (save if is_chosen else save_anew)(folder, session.evidence.record, report)
    write_scripts(folder, report["results"])
