"""The suite as a pytest plugin: options in, evidence gathered, verdicts and a report out."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from .catalogue.registry import Requirement, requirements
from .catalogue.verdicts import Unjudged, Verdict, Violation
from .checks.judging import DEEP_CHECKS, has_deep, verdict_on
from .contract.validation import contract_schema
from .evidence.evidence import Evidence
from .report import terminal
from .report.output import write_all
from .run.driver import Driver
from .run.plan import plan
from .run.reachability import Unreachable, check_reachable
from .run.sequence import gather
from .scenario.parts import is_in_tier
from .session import Session, open_session
from .target.options import WORK, add_options, tier_of

KEY = pytest.StashKey[Session]()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the suite's options."""
    add_options(parser, has_base_url=pluginmanager.hasplugin("base_url"))


def pytest_configure(config: pytest.Config) -> None:
    """Read the options; a wrong one ends the run before anything is sent."""
    config.addinivalue_line("markers", "requirement(id): the requirement that the test judges")
    if config.option.help or config.option.version or config.option.collectonly:
        return
    config.stash[KEY] = open_session(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Name the server under test."""
    session = config.stash.get(KEY, None)
    if session is None:
        return []
    lines = [f"server: {session.settings.base_url}, at most {session.settings.max_jobs} jobs"]
    if session.journal.left:
        then = (
            "this run goes on with them"
            if session.settings.resume
            else "--resume goes on with them, else they are deleted"
        )
        lines.append(f"a run that was cut short left jobs: {', '.join(map(str, session.journal.left))}; {then}")
    return lines


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the checks of `--deep` unread where they judge nothing: making their cases takes seconds."""
    session = config.stash.get(KEY, None)
    if session is None or collection_path.name != DEEP_CHECKS:
        return None
    saved = session.saved is not None and has_deep(session.evidence)
    return None if session.settings.deep or saved else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not chosen, and what the tier has no jobs for. A saved run is judged as a whole."""
    session = config.stash.get(KEY, None)
    if session is None:
        return
    if session.only:
        others = [item for item in items if (row := row_of(item)) is None or row.id not in session.only]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
    if session.saved is not None:
        return
    tier, in_place = tier_of(config, session.settings.base_url), session.settings.video_id is not None
    outside = [item for item in items if (row := row_of(item)) and not is_in_tier(row, tier, in_place=in_place)]
    if session.only and outside:
        rows = {row.id: row for item in outside if (row := row_of(item))}
        needed = ", ".join(f"{name} ({', '.join(row.needs)})" for name, row in rows.items())
        raise pytest.UsageError(f"--only: {needed}: the tier {tier} does not go that far; give a larger --tier")
    if outside:
        session.left_out = len(outside)
        config.hook.pytest_deselected(items=outside)
        items[:] = [item for item in items if item not in outside]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note which parts of a run the chosen checks need: what is not judged is not asked for either."""
    mine = session.config.stash.get(KEY, None)
    if mine is None:
        return
    rows = [row for item in session.items if (row := row_of(item)) is not None]
    mine.chosen = {row.id for row in rows}
    mine.wanted = {part for row in rows for part in row.needs}
    if session.config.getoption("plan"):
        print("\n".join(["", *plan(mine.settings, rows, mine.left_out)]))
        pytest.exit("nothing was sent", returncode=pytest.ExitCode.OK)


def row_of(item: pytest.Item) -> Requirement | None:
    """The requirement that an item judges, or None.

    Raises:
        pytest.UsageError: The id is in no row.
    """
    marker = item.get_closest_marker("requirement")
    if marker is None:
        return None
    try:
        return requirements()[marker.args[0]]
    except KeyError:
        raise pytest.UsageError(
            f"{item.nodeid}: the requirement {marker.args[0]!r} is not in requirements.yaml"
        ) from None


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Gather before the first check, so that no time limit of a check counts the waiting for jobs."""
    mine = session.config.stash.get(KEY, None)
    if mine is None or session.testsfailed:
        return
    contract_schema()  # Loading it takes a second or more, which is no check's time either.
    if mine.saved is not None or not mine.wanted:
        return
    with terminal.progress() as show, _ended_in_order():
        driver = mine.driver = Driver(mine.settings, journal=mine.journal, progress=show)
        try:
            check_reachable(driver)
            gather(driver, mine.wanted)
        except Unreachable as problem:
            pytest.exit(str(problem), returncode=pytest.ExitCode.USAGE_ERROR)
        finally:
            driver.close()


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the signal that ends a cancelled CI job delete the jobs, as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def evidence(request: pytest.FixtureRequest) -> Evidence:
    """What the run observed."""
    return request.config.stash[KEY].evidence


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what a check said into a verdict, and the verdict into a pytest outcome."""
    row = row_of(item)
    session = item.config.stash.get(KEY, None)
    said = call.excinfo
    if row is None or session is None or not (call.when == "call" or (call.when == "setup" and said)):
        return (yield)
    if said is not None and isinstance(said.value, (Violation, Unjudged)):
        # A traceback of it, which nobody would see, takes pytest longer than all the judging.
        call.excinfo = None
    report = yield
    call.excinfo = said
    marker = item.get_closest_marker("requirement")
    case = marker.kwargs.get("case", "") if marker is not None else ""
    result = verdict_on(row, said.value if said else None, nodeid=item.nodeid, case=case)
    if (listed := session.known.get((row.id, case))) is not None and not listed.expired:
        result = attrs.evolve(result, known=listed.reason)
    session.results.append(result)
    report.verdict = result.verdict.value  # type: ignore[attr-defined]
    if result.is_red(strict=session.strict) and not session.is_told_by_another(result):
        report.outcome = "failed"
        if result.verdict is not Verdict.ERROR:
            report.longrepr = terminal.failure(result, session.rerun)
    elif result.verdict in (Verdict.PASS, Verdict.WARN) or result.known is not None:
        report.outcome, report.longrepr = "passed", None
    else:
        path, line, _ = item.location
        report.outcome, report.longrepr = "skipped", (path, line or 0, f"{result.verdict}: {result.message}")
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show verdicts where pytest shows outcomes."""
    verdict = getattr(report, "verdict", None)
    if verdict is None or verdict == Verdict.PASS or report.failed:
        return None
    letters = {Verdict.WARN: "w", Verdict.NOT_CLAIMED: "-", Verdict.BLOCKED: "b", Verdict.NOT_VERIFIED: "?"}
    return verdict, letters.get(Verdict(verdict), "?"), verdict.upper()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the report and tell a mistake of the suite from a failure of the server."""
    mine = session.config.stash.get(KEY, None)
    if mine is None:
        return
    mine.unwritten = list(write_all(session.config, mine))
    if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    if any(result.verdict is Verdict.ERROR for result in mine.results):
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
    elif any(result.is_red(strict=mine.strict) for result in mine.results):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif mine.unwritten and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.USAGE_ERROR


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the counts, every finding in full, and what the run cost."""
    session = config.stash.get(KEY, None)
    if session is not None and (session.results or session.has_gathered):
        folder: Path | None = config.getoption("save_evidence")
        terminal.print_to(
            terminalreporter, session.as_run((folder or Path(WORK, "last")) if session.has_gathered else None)
        )
        for sentence in session.unwritten:
            terminalreporter.write_line(sentence, red=True)
