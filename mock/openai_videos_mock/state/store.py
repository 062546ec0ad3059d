"""The store: the jobs and characters that the server remembers."""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

from attrs import evolve, frozen

from openai_videos_mock.contract.errors import ApiError, video_not_found
from openai_videos_mock.state.characters import Character
from openai_videos_mock.state.clock import Clock
from openai_videos_mock.state.database import Database
from openai_videos_mock.state.jobs import Job
from openai_videos_mock.state.names import Names
from openai_videos_mock.state.parts import Part, make_part

DEFAULT_LIMIT = 20
_Place: TypeAlias = tuple[int, int, str]
"""Of a job in the list: the time of its creation, its number, its id."""


@frozen
class Page:
    """A stretch of the list of jobs, and whether more follow."""

    jobs: list[Job]
    has_more: bool


def _place(job: Job) -> _Place:
    return job.created_at, job.sequence, job.id


class Store:
    """Holds the jobs and characters of one owner until their time is over, and writes them into a database, if any."""

    def __init__(
        self,
        clock: Clock,
        names: Names,
        *,
        keep: float,
        database: Database | None = None,
        owner: str = "",
        on_removed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Start empty. Records are kept for so many seconds after the end of a job."""
        self._clock = clock
        self._names = names
        self._keep = keep
        self._database = database
        self._owner = owner
        self._on_removed = on_removed
        self._jobs: dict[str, Job] = {}
        self._order: list[_Place] = []
        """The places of all jobs in the list, the oldest first: a page costs no more, however many there are."""
        self._ends: list[tuple[float, str]] = []
        """A heap of when each job is at its end, or somewhat earlier."""
        self._characters: dict[str, Character] = {}
        self._sequence = 0

    def load(self, record: Job | Character) -> None:
        """Take in what the database has."""
        if isinstance(record, Character):
            self._characters[record.id] = record
        else:
            self._place_job(record)
            self._sequence = max(self._sequence, record.sequence + 1)

    def is_idle(self) -> bool:
        """Tell whether there is nothing but what is there from the start."""
        self._forget_old()
        records: list[Job | Character] = [*self._jobs.values(), *self._characters.values()]
        return all(record.fixture for record in records)

    def add_job(
        self,
        *,
        prompt: str,
        model: str,
        seconds: str,
        size: str,
        duration: float,
        remixed_from: str | None = None,
        job_id: str | None = None,
        expires: bool = True,
        looks: int | None = None,
        fixture: bool = False,
        made: str = "",
        source: Sequence[Part] = (),
        extends: bool = False,
    ) -> Job:
        """Start a job now. `made` says how it is made of its source, which goes before it where the job extends it."""
        self._forget_old()
        facts = (prompt, model, seconds, size, remixed_from or "")
        while job_id is None or job_id in self._jobs:  # a seed gives the names of before again
            job_id = self._names.job(*facts)
        own = int(seconds) - (sum(part.seconds for part in source) if extends else 0)
        job = Job(
            id=job_id,
            sequence=self._sequence,
            created=self._clock(),
            duration=duration,
            prompt=prompt,
            model=model,
            seconds=seconds,
            size=size,
            remixed_from=remixed_from,
            expires=expires,
            looks=looks,
            fixture=fixture,
            parts=(*(source if extends else ()), make_part(job_id, prompt, model, own, made=made, source=source)),
        )
        self._sequence += 1
        self.replace_job(job)
        return job

    def job(self, video_id: str) -> Job:
        """Find a job."""
        self._forget_old()
        try:
            return self._jobs[video_id]
        except KeyError:
            raise video_not_found(video_id) from None

    def look(self, video_id: str) -> Job:
        """Find a job, and count that it was looked at."""
        job = self.job(video_id)
        if job.looks is None or job.looked >= job.looks:
            return job
        job = evolve(job, looked=job.looked + 1)
        if job.looked == job.looks:
            job = evolve(job, duration=min(job.duration, self._clock() - job.created))
        self.replace_job(job)
        return job

    def clear(self) -> None:
        """Forget everything."""
        if self._database:
            self._database.clear(self._owner)
        self._jobs.clear()
        self._order.clear()
        self._ends.clear()
        self._characters.clear()
        self._sequence = 0

    def jobs(self) -> list[Job]:
        """Give all jobs, the oldest first."""
        self._forget_old()
        return sorted(self._jobs.values(), key=lambda job: job.sequence)

    def has_job(self, video_id: str) -> bool:
        """Tell whether there is such a job."""
        return video_id in self._jobs

    def has_character(self, character_id: str) -> bool:
        """Tell whether there is such a character."""
        return character_id in self._characters

    def replace_job(self, job: Job) -> None:
        """Put another state of a job in its place."""
        if self._database:
            self._database.put(self._owner, job)
        self._place_job(job)

    def _place_job(self, job: Job) -> None:
        before = self._jobs.get(job.id)
        if before is None or _place(before) != _place(job):
            if before is not None:
                self._leave(before)
            insort(self._order, _place(job))
        if before is None or job.ends != before.ends:
            heappush(self._ends, (job.ends, job.id))
        self._jobs[job.id] = job

    def remove_job(self, video_id: str) -> None:
        """Forget a job."""
        if self._database:
            self._database.remove(self._owner, self._jobs[video_id])
        self._leave(self._jobs.pop(video_id))
        self._on_removed(video_id)

    def _forget_old(self) -> None:
        """Forget jobs and characters whose time is over."""
        oldest = self._clock() - self._keep
        while self._ends and self._ends[0][0] <= oldest:
            _, job_id = heappop(self._ends)
            job = self._jobs.get(job_id)
            if job is None or job.fixture:
                continue
            if job.ends > oldest:
                heappush(self._ends, (job.ends, job_id))
            else:
                self.remove_job(job_id)
        while (old := next((each for each in self._characters.values() if not each.fixture), None)) is not None:
            if old.created_at > oldest:
                break
            if self._database:
                self._database.remove(self._owner, old)
            del self._characters[old.id]

    def _leave(self, job: Job) -> None:
        del self._order[bisect_left(self._order, _place(job))]

    def page(self, *, after: str | None, limit: int, newest_first: bool) -> Page:
        """Give at most `limit` jobs that stand behind `after` in the chosen direction."""
        self._forget_old()
        total = len(self._order)
        start = 0
        if after is not None:
            if after not in self._jobs:
                message = f"'after' must be the id of a video in this list; '{after:.80}' is not."
                raise ApiError(400, message, param="after", code="invalid_value")
            position = bisect_left(self._order, _place(self._jobs[after]))
            start = total - position if newest_first else position + 1
        end = min(total, start + limit)
        places = self._order[total - end : total - start][::-1] if newest_first else self._order[start:end]
        # An empty page has no last id to go on from, so it must not promise more.
        return Page([self._jobs[place[2]] for place in places], has_more=limit > 0 and end < total)

    def add_character(self, name: str, character_id: str | None = None, *, fixture: bool = False) -> Character:
        """Remember a character."""
        self._forget_old()
        while character_id is None or character_id in self._characters:
            character_id = self._names.character(name)
        character = Character(character_id, name, int(self._clock()), fixture)
        if self._database:
            self._database.put(self._owner, character)
        self._characters[character.id] = character
        return character

    def character(self, character_id: str) -> Character:
        """Find a character."""
        self._forget_old()
        try:
            return self._characters[character_id]
        except KeyError:
            message = f"There is no character with the id '{character_id}'."
            raise ApiError(404, message, code="character_not_found") from None
