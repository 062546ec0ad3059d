"""The hooks of a run that judges a server: evidence gathered, verdicts given, reports written."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from .catalogue.verdicts import Unjudged, Verdict, Violation
from .contract import validation
from .evidence.reader import Evidence
from .items import check_of
from .judging import DEEP_CHECKS, has_deep, raised_by, verdict_on
from .outcome import properties, status_of
from .output import write_all
from .report import terminal
from .report.grouping import grouped, kind_of
from .report.progress import progress
from .result import Result
from .run.plan import plan
from .run.reachability import check_reachable
from .run.sequence import gather
from .run.wire.driver import Driver, Unreachable
from .scenario.parts import job_limit, limit_in_all
from .session import Session
from .tracing import traced

NAMED_MOST = 10
"""The jobs of an earlier run that are named at the beginning."""


MORE = "more of a kind that is told once"
"""What pytest counts failures as that another one stands for."""


class Hooks:
    """What pytest calls while a server is judged."""

    NAME = "videos-conformance"

    def __init__(self, config: pytest.Config, run: Session) -> None:
        self._config = config
        self._run = run
        self._raised: dict[str, Exception | None] = {}
        """What each check raised, by its name."""
        self._judged: dict[str, Result] = {}
        self._red: list[tuple[pytest.TestReport, Result]] = []
        """What pytest is to print as failures."""

    def pytest_report_header(self) -> list[str]:
        """Name the server under test."""
        target, left = self._run.target, self._run.journal.left
        limit, in_all = job_limit(target), limit_in_all(target)
        more = f", {in_all} where it accepts what it has to refuse" if in_all > limit else ""
        lines = [f"server: {target.base_url}, at most {limit} jobs{more}"]
        if left:
            then = (
                "this run goes on with them" if target.resume else "--resume goes on with them, else they are deleted"
            )
            more = f" and {len(left) - NAMED_MOST} more" if len(left) > NAMED_MOST else ""
            lines.append(f"an earlier run left jobs: {', '.join(map(str, left[:NAMED_MOST]))}{more}; {then}")
        return lines

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Leave the checks of `--deep` unread where they judge nothing: making their cases takes seconds."""
        if collection_path.name != DEEP_CHECKS:
            return None
        saved = self._run.saved is not None and has_deep(self._run.evidence)
        return None if self._run.target.deep or saved else True

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what was not chosen, and what the tier has no jobs for."""
        run = self._run
        if run.only:
            self._deselect(items, [item for item in items if not self._is_chosen(item)])
        if run.saved is not None:
            self._deselect(items, [item for item in items if (check := check_of(item)) and not run.includes(check)])
            return
        outside = [item for item in items if (check := check_of(item)) and not run.scope.has_jobs_of(check.requirement)]
        if run.only and outside:
            rows = {check.requirement.id: check.requirement for item in outside if (check := check_of(item))}
            needed = ", ".join(f"{name} ({', '.join(map(str, row.needs))})" for name, row in rows.items())
            raise pytest.UsageError(
                f"--only: {needed}: the tier {run.target.tier} does not go that far; give a larger --tier"
            )
        run.left_out = len(outside)
        self._deselect(items, outside)

    def _is_chosen(self, item: pytest.Item) -> bool:
        check = check_of(item)
        return check is not None and check.requirement.id in self._run.only

    def _deselect(self, items: list[pytest.Item], others: list[pytest.Item]) -> None:
        if others:
            self._config.hook.pytest_deselected(items=others)
            items[:] = [item for item in items if item not in others]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which parts of a run the chosen checks need: what is not judged is not asked for either."""
        rows = [check.requirement for item in session.items if (check := check_of(item)) is not None]
        self._run.choose(rows)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Gather before the first check, so that no time limit of a check counts the waiting for jobs."""
        if session.testsfailed:
            return None
        if self._config.getoption("plan"):
            print("\n".join(["", *plan(self._run.target, self._run.rows, self._run.left_out), "nothing was sent"]))
            return True
        run = self._run
        with ThreadPoolExecutor(1) as loading:
            # It takes a second or more, which is no check's time either, and the server needs longer in any case.
            loaded = loading.submit(validation.load)
            if run.saved is None and run.wanted:
                self._gather()
            loaded.result()
        checks = [check for item in session.items if (check := check_of(item)) is not None]
        self._raised = {check.name: raised_by(check, run.evidence) for check in checks}
        results = traced([verdict_on(check, self._raised[check.name], strict=run.strict) for check in checks])
        self._judged = {result.name: self._with_known(result) for result in results}
        # The reports of what fails name what follows from it, so that all of it is known from the first on.
        run.judged = tuple(self._judged.values())
        return None

    def _gather(self) -> None:
        run = self._run
        with progress() as show, _ended_in_order():
            driver = run.driver = Driver(run.target, journal=run.journal, progress=show)
            show.standing = driver.standing
            try:
                check_reachable(driver)
                gather(driver, run.wanted)
            except Unreachable as problem:
                pytest.exit(str(problem), returncode=pytest.ExitCode.USAGE_ERROR)
            finally:
                driver.close()
        return

    @property
    def evidence(self) -> Evidence:
        """What the run observed."""
        return self._run.evidence

    def _with_known(self, result: Result) -> Result:
        """Put up with a failure that is listed, and with what follows from it."""
        by = result.blocked_by or result.follows_from
        listed = self._run.known.get((result.requirement.id, result.case)) or self._run.known.get((by or "", ""))
        return attrs.evolve(result, known=listed.reason) if listed is not None and not listed.expired else result

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Say again what a check said when all of them were asked: a verdict depends on those of others."""
        check = check_of(pyfuncitem)
        if check is None or check.name not in self._raised:
            return None
        if (problem := self._raised[check.name]) is not None:
            raise problem
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what a check said into a verdict, and the verdict into a pytest outcome."""
        check = check_of(item)
        raised = call.excinfo
        if check is None or not (call.when == "call" or (call.when == "setup" and raised)):
            return (yield)
        if raised is not None and isinstance(raised.value, (Violation, Unjudged)):
            # A traceback of it, which nobody would see, takes pytest longer than all the judging.
            call.excinfo = None
        report = yield
        call.excinfo = raised
        result = self._judged.get(check.name)
        if result is None or call.when == "setup":
            result = verdict_on(check, raised.value if raised else None, strict=self._run.strict)
        result = attrs.evolve(result, nodeid=item.nodeid)
        self._run.results.append(result)
        report.verdict = result.verdict.value  # type: ignore[attr-defined]
        report.known = result.known is not None  # type: ignore[attr-defined]
        item.user_properties += properties(result)
        if result.is_finding(strict=self._run.strict):
            report.outcome = "failed"
            if result.verdict is not Verdict.ERROR:
                report.longrepr = terminal.failure(result, self._run.as_run())
                self._red.append((report, result))
        elif result.verdict in (Verdict.PASS, Verdict.WARN) or result.known is not None:
            report.outcome, report.longrepr = "passed", None
        else:
            path, line, _ = item.location
            report.outcome, report.longrepr = "skipped", (path, line or 0, f"{result.verdict}: {result.message}")
        return report

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show verdicts where pytest shows outcomes."""
        return status_of(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the report and tell a mistake of the suite from a failure of the server."""
        run = self._run
        run.unwritten = list(write_all(self._config, run))
        self._put_together()
        if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        if any(result.verdict is Verdict.ERROR for result in run.results):
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
        elif any(result.is_red(strict=run.strict) for result in run.results):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif run.unwritten and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def _put_together(self) -> None:
        """Let pytest print one failure of a kind, which names and counts the others."""
        printer: pytest.TerminalReporter | None = self._config.pluginmanager.get_plugin("terminalreporter")
        if printer is None:
            return
        run = self._run.as_run()
        rows = [(report, run.result(result)) for report, result in self._red]
        for group in grouped(rows, lambda pair: kind_of(pair[1])):
            if len(group) > 1:
                group[0][0].longrepr = terminal.finding([row for _, row in group], run)
                others = [report for report, _ in group[1:]]
                printer.stats["failed"] = [each for each in printer.stats.get("failed", ()) if each not in others]
                printer.stats.setdefault(MORE, []).extend(others)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the counts, every finding in full, and what the run cost."""
        run = self._run
        if run.results or run.has_gathered:
            terminal.print_to(terminalreporter, run.as_run())
            for sentence in run.unwritten:
                terminalreporter.write_line(sentence, red=True)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let the signal that ends a cancelled CI job delete the jobs, as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
