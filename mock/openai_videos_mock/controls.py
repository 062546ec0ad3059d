"""The controls of one server: its state, clock, script, faults and journal in the hands of a test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from openai_videos_mock.contract.document import Json
from openai_videos_mock.contract.errors import video_not_found
from openai_videos_mock.faults import Switch, switches
from openai_videos_mock.journal import Entry, Journal
from openai_videos_mock.scripts import Rule, Script
from openai_videos_mock.scripts.rule import make_rule
from openai_videos_mock.scripts.script import Cue
from openai_videos_mock.server.world import World
from openai_videos_mock.settings import MockSettings
from openai_videos_mock.state.clock import Advanceable, ManualClock
from openai_videos_mock.state.jobs import Job, describe
from openai_videos_mock.variants import Chosen


@frozen
class Controls:
    """What a test can see and change of a server."""

    settings: MockSettings
    world: World
    variants: Sequence[Chosen]
    faults: list[Switch]
    script: Script
    journal: Journal

    def reset(self) -> None:
        """Bring the server back to its start: no jobs but the fixtures, and the script and faults of its settings."""
        if isinstance(self.settings.clock, ManualClock):
            self.settings.clock.restart()
        self.world.reset()
        self.journal.clear()
        self.script.replace(self.settings.script)
        self.faults[:] = switches(self.settings.faults)
        for variant in self.variants:
            variant.memory.clear()

    def on(self, *operations: str, **rule: Any) -> Cue:
        """Follow one more rule of a script, such as `on("create", times=1, status=429)`.

        Without operations, any request is meant. The keys are those of `Rule`. The answer counts how often it was met.

        Raises:
            RuleError: The rule cannot be followed.
        """
        return self.script.add(make_rule({**({"on": operations} if operations else {}), **rule}))

    def play(self, rules: Sequence[Rule]) -> None:
        """Follow these rules, in place of those before."""
        self.script.replace(rules)

    @property
    def requests(self) -> list[Entry]:
        """The requests that came, in their order."""
        return self.journal.entries

    def expect(self, on: str | None = None, /, *, times: int | None = None, **expected: Any) -> list[Entry]:
        """Give the requests that asked for this. Raises `AssertionError`, with the closest, if none did."""
        return self.journal.expect(on, times=times, **expected)

    @property
    def jobs(self) -> list[dict[str, Json]]:
        """The jobs as the API shows them now, the oldest first; this is no look at them."""
        now = self.world.now()
        return [describe(job, now) for job in self.world.jobs()]

    def job(self, video_id: str) -> Job:
        """Find a job, whoever's it is. Raises `ApiError` if there is none."""
        for job in self.world.jobs():
            if job.id == video_id:
                return job
        raise video_not_found(video_id)

    def now(self) -> float:
        """Give the time of the server."""
        return self.world.now()

    @property
    def clock(self) -> Advanceable:
        """The clock of the server, which `advance` moves.

        Raises:
            ValueError: It is one that cannot be moved.
        """
        clock = self.settings.clock
        if not isinstance(clock, Advanceable):
            raise ValueError("this clock cannot be moved")
        return clock

    def advance(self, seconds: float) -> None:
        """Move the time of the server forward. Raises `ValueError` if its clock cannot be moved, or not like that."""
        self.clock.advance(seconds)
