"""What is shown of a run under way: which jobs are awaited and for how long, and which of them never move."""

import io

import pytest
from openai_videos_conformance import Target, observe
from openai_videos_conformance.report.progress import EVERY, Progress
from openai_videos_conformance.run.wire.standing import UNMOVED, Standing
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, EDIT, REMIX
from openai_videos_mock import MockSettings, serve


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def shown(*, is_terminal: bool) -> tuple[Progress, Standing, Clock, io.StringIO]:
    clock, stream = Clock(), io.StringIO()
    standing = Standing(clock)
    return Progress(stream, is_terminal, clock, standing), standing, clock, stream


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_job_that_does_not_move_is_told_once(is_terminal: bool) -> None:
    progress, standing, clock, stream = shown(is_terminal=is_terminal)
    for _ in range(int(UNMOVED) + 20):
        standing.see("defaults", "queued", patience=600)
        progress.tick()
        clock.now += 1
    text = stream.getvalue()
    assert text.count("defaults is waited for: 'queued' for 60 s, and at most 540 s more (--job-timeout)") == 1
    assert text.count("is waited for") == 1


def test_a_job_that_moves_is_not_told() -> None:
    progress, standing, clock, stream = shown(is_terminal=False)
    for status in ("queued", "in_progress", "queued"):
        standing.see("defaults", status, patience=600)
        progress.tick()
        clock.now += UNMOVED - 1
    standing.leave("defaults")
    clock.now += UNMOVED
    progress.tick()
    assert stream.getvalue() == ""


def test_elsewhere_there_is_a_line_a_minute() -> None:
    progress, standing, clock, stream = shown(is_terminal=False)
    standing.see("form", "in_progress", patience=600)
    for number in range(3 * int(EVERY)):
        progress(f"request {number}")
        standing.see("form", f"status {number}", patience=600)
        clock.now += 1
        progress.tick()
    lines = stream.getvalue().splitlines()
    assert [line.partition(" s: ")[0] for line in lines] == ["60", "120", "180"]
    assert lines[0].endswith("request 59; waiting for form (status 59, 60 s)")


def test_a_terminal_shows_how_long_a_job_is_awaited() -> None:
    progress, standing, clock, stream = shown(is_terminal=True)
    standing.see("defaults", "queued", patience=600)
    progress("request 7")
    clock.now += 12
    progress.tick()
    assert stream.getvalue().endswith("\r\x1b[Krequest 7; waiting for defaults (queued, 12 s)")
    progress.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_what_needs_no_finished_job_goes_on_while_one_does_not_move() -> None:
    """The first job, which most steps are about, stays where it is; what is made of another is started meanwhile."""
    stuck = {"on": "create", "prompt": f"{DEFAULTS.fields['prompt']}", "stall": 40}
    with serve(MockSettings(job_seconds=0.2, script=[stuck])) as url:
        target = Target(base_url=url, job_timeout=6)
        evidence = observe(target, parts=[REMIX, EDIT, looks.CONTENT])
    steps = [exchange.step for exchange in evidence.exchanges]
    assert evidence.job(REMIX).status == "completed"
    assert steps.index("remix.create") < len(steps) - steps[::-1].index("defaults.poll")
    assert not evidence.taken(EDIT.create)
    assert [gap.by for gap in evidence.gaps if gap.step in ("edit", "content")] == ["lifecycle.terminal"] * 2
