"""The suite as a pytest plugin: options in, evidence gathered, verdicts and a report out."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import attrs
import pytest

from . import _report
from ._archive import ArchiveError, load, save, save_anew
from ._driver import Driver
from ._evidence import Evidence
from ._files import as_text, write
from ._gather import gather
from ._journal import Journal
from ._judge import DEEP_CHECKS, Result, has_deep, verdict_on
from ._known import KnownFailure, KnownFailuresError, load_known, write_known
from ._options import WORK, add_options, check_paths, command, only, settings_of, strict, tier_of
from ._page import page
from ._parts import is_in_tier
from ._plan import plan, spend
from ._reachable import Unreachable, check_reachable
from ._registry import RegistryError, Requirement, requirements
from ._report import Run
from ._settings import Settings, SettingsError
from ._steps import left_over
from ._summaries import badge, markdown
from ._transport import Budget
from ._verdicts import Verdict

KEY = pytest.StashKey["Session"]()


@attrs.define
class Session:
    """What the plugin knows of one run."""

    settings: Settings
    strict: bool
    rerun: str
    only: frozenset[str] = frozenset()
    journal: Journal = attrs.field(factory=Journal)
    wanted: set[str] = attrs.field(factory=set)
    saved: tuple[Evidence, dict[str, Any]] | None = None
    known: dict[str, KnownFailure] = attrs.field(factory=dict)
    left_out: int = 0
    """How many checks the tier has no jobs for."""
    driver: Driver | None = None
    results: list[Result] = attrs.field(factory=list)
    started: float = attrs.field(factory=time.monotonic)

    @property
    def evidence(self) -> Evidence:
        """What there is to judge: saved, gathered, or nothing yet."""
        if self.saved is not None:
            return self.saved[0]
        return self.driver.evidence if self.driver is not None else Evidence()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the suite's options."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options; a wrong one ends the run before anything is sent."""
    config.addinivalue_line("markers", "requirement(id): the requirement that the test judges")
    if config.option.help or config.option.version or config.option.collectonly:
        return
    if config.getoption("numprocesses", default=None):
        raise pytest.UsageError("-n: every worker would start the jobs anew; the suite runs them side by side itself")
    known: Path | None = config.getoption("known_failures")
    folder: Path | None = config.getoption("evidence")
    try:
        requirements()
        check_paths(config)
        saved = load(folder) if folder is not None else None
        settings = settings_of(config, saved[1]["target"] if saved else None)
        listed = load_known(known) if known is not None else {}
        only_these = only(config)
    except ArchiveError as problem:
        raise pytest.UsageError(f"--evidence: {problem}") from None
    except (SettingsError, RegistryError, KnownFailuresError) as problem:
        raise pytest.UsageError(str(problem)) from None
    session = Session(
        settings=settings, strict=strict(config), rerun=command(config), only=only_these, saved=saved, known=listed
    )
    if saved is None and not config.getoption("plan"):
        session.journal = _journal(config, settings)
    config.stash[KEY] = session


def _journal(config: pytest.Config, settings: Settings) -> Journal:
    """The journal of this run, with what an earlier one left behind."""
    folder = config.invocation_params.dir / WORK
    try:
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        return Journal(folder / "journal", settings.base_url)
    except OSError as problem:
        raise pytest.UsageError(
            f"{folder} cannot be written to: {problem.strerror}. Each run keeps a journal of the jobs that it starts; "
            "run it in a folder that can be written to"
        ) from None
    except ArchiveError as problem:
        raise pytest.UsageError(str(problem)) from None


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
    if mine is None or mine.saved is not None or not mine.wanted or session.testsfailed:
        return
    with _report.progress() as show:
        driver = mine.driver = Driver(mine.settings, journal=mine.journal, progress=show)
        try:
            check_reachable(driver)
            gather(driver, mine.wanted)
        except Unreachable as problem:
            pytest.exit(str(problem), returncode=pytest.ExitCode.USAGE_ERROR)
        finally:
            driver.close()


@pytest.fixture(scope="session")
def evidence(request: pytest.FixtureRequest) -> Evidence:
    """What the run observed."""
    return request.config.stash[KEY].evidence


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn what a check said into a verdict, and the verdict into a pytest outcome."""
    report = yield
    row = row_of(item)
    session = item.config.stash.get(KEY, None)
    if row is None or session is None or not (call.when == "call" or (call.when == "setup" and call.excinfo)):
        return report
    marker = item.get_closest_marker("requirement")
    case = marker.kwargs.get("case", "") if marker is not None else ""
    result = verdict_on(row, call.excinfo.value if call.excinfo else None, nodeid=item.nodeid, case=case)
    if (listed := session.known.get(row.id)) is not None and not listed.expired:
        result = attrs.evolve(result, known=listed.reason)
    session.results.append(result)
    report.verdict = result.verdict.value  # type: ignore[attr-defined]
    if result.is_red(strict=session.strict):
        report.outcome = "failed"
        if result.verdict is not Verdict.ERROR:
            report.longrepr = _report.failure(result, session.rerun)
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
    if mine is None or not mine.results:
        return
    run = _run(mine)
    report = run.as_json()
    # Made only where they are asked for: the page carries a whole video.
    forms: dict[str, Callable[[], str]] = {
        "report_json": lambda: as_text(report),
        "report_markdown": lambda: markdown(report),
        "report_html": lambda: page(report, mine.evidence),
        "badge_json": lambda: as_text(badge(report)),
    }
    for option, form in forms.items():
        path: Path | None = session.config.getoption(option)
        if path is not None:
            write(path, form())
    known: Path | None = session.config.getoption("write_known_failures")
    if known is not None:
        red = [
            result
            for result in mine.results
            if result.is_red(strict=mine.strict) and result.verdict is not Verdict.PASS
        ]
        write_known(known, [(result.requirement.id, result.observed or result.message) for result in red])
    if mine.driver is not None:
        chosen: Path | None = session.config.getoption("save_evidence")
        if chosen is not None:
            save(chosen, mine.driver.evidence, report)
        else:
            save_anew(session.config.invocation_params.dir / WORK / "last", mine.driver.evidence, report)
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and any(
        result.verdict is Verdict.ERROR for result in mine.results
    ):
        session.exitstatus = pytest.ExitCode.INTERNAL_ERROR


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the counts, every finding in full, and what the run cost."""
    session = config.stash.get(KEY, None)
    interrupted = session is not None and session.driver is not None and session.driver.budget.spent
    if session is not None and (session.results or interrupted):
        folder: Path | None = config.getoption("save_evidence")
        shown = (folder or Path(WORK, "last")) if session.driver is not None else None
        _report.print_to(terminalreporter, _run(session, shown))


def _run(session: Session, folder: Path | None = None) -> Run:
    evidence, planned = session.evidence, None
    if session.saved is not None:
        told = session.saved[1]
        jobs, seconds_of_video = told["jobs"], told["seconds_of_video"]
    else:
        budget = session.driver.budget if session.driver is not None else Budget(0)
        jobs, seconds_of_video = budget.spent, budget.spent_seconds
        planned = spend(session.settings, session.wanted)
    return Run(
        base_url=session.settings.base_url,
        model=session.settings.model,
        strict=session.strict,
        results=tuple(session.results),
        requests=len(evidence.exchanges),
        jobs=jobs,
        seconds_of_video=seconds_of_video,
        polls=sum(exchange.step.endswith(".poll") for exchange in evidence.exchanges),
        seconds=time.monotonic() - session.started,
        planned=planned,
        rerun=session.rerun,
        folder=folder,
        left=left_over(evidence) if session.driver is not None else (),
    )
