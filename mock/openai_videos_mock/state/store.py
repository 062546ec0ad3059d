"""The store: the jobs and characters that the server remembers."""

from bisect import bisect_left, insort
from itertools import count
from typing import TypeAlias

from attrs import evolve, frozen

from openai_videos_mock.contract.document import Json
from openai_videos_mock.contract.errors import ApiError, video_not_found
from openai_videos_mock.state.clock import Clock
from openai_videos_mock.state.jobs import Job
from openai_videos_mock.state.names import Names

DEFAULT_LIMIT = 20
_Place: TypeAlias = tuple[int, int, str]
"""Of a job in the list: the time of its creation, its number, its id."""


@frozen
class Character:
    """A character that was made from an uploaded video."""

    id: str
    name: str
    created_at: int

    def describe(self) -> dict[str, Json]:
        """Write the character down as the API's `VideoCharacter`."""
        return {"id": self.id, "name": self.name, "created_at": self.created_at}


@frozen
class Page:
    """A stretch of the list of jobs, and whether more follow."""

    jobs: list[Job]
    has_more: bool


def _place(job: Job) -> _Place:
    return job.created_at, job.sequence, job.id


class Store:
    """Holds jobs and characters in memory, for as long as the server runs."""

    def __init__(self, clock: Clock, names: Names) -> None:
        """Start empty."""
        self._clock = clock
        self._names = names
        self._jobs: dict[str, Job] = {}
        self._order: list[_Place] = []
        """The places of all jobs in the list, the oldest first: a page costs no more, however many there are."""
        self._characters: dict[str, Character] = {}
        self._sequence = count()

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
    ) -> Job:
        """Start a job now."""
        job = Job(
            id=job_id or self._names.job(prompt, model, seconds, size, remixed_from or ""),
            sequence=next(self._sequence),
            created=self._clock(),
            duration=duration,
            prompt=prompt,
            model=model,
            seconds=seconds,
            size=size,
            remixed_from=remixed_from,
            expires=expires,
            looks=looks,
        )
        self.replace_job(job)
        return job

    def job(self, video_id: str) -> Job:
        """Find a job."""
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
        self._jobs.clear()
        self._order.clear()
        self._characters.clear()
        self._sequence = count()

    def jobs(self) -> list[Job]:
        """Give all jobs, the oldest first."""
        return sorted(self._jobs.values(), key=lambda job: job.sequence)

    def has_job(self, video_id: str) -> bool:
        """Tell whether there is such a job."""
        return video_id in self._jobs

    def replace_job(self, job: Job) -> None:
        """Put another state of a job in its place."""
        before = self._jobs.get(job.id)
        if before is None or _place(before) != _place(job):
            if before is not None:
                self._leave(before)
            insort(self._order, _place(job))
        self._jobs[job.id] = job

    def remove_job(self, video_id: str) -> None:
        """Forget a job."""
        self._leave(self._jobs.pop(video_id))

    def _leave(self, job: Job) -> None:
        del self._order[bisect_left(self._order, _place(job))]

    def page(self, *, after: str | None, limit: int, newest_first: bool) -> Page:
        """Give at most `limit` jobs that stand behind `after` in the chosen direction."""
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

    def add_character(self, name: str, character_id: str | None = None) -> Character:
        """Remember a character."""
        character = Character(character_id or self._names.character(name), name, int(self._clock()))
        self._characters[character.id] = character
        return character

    def character(self, character_id: str) -> Character:
        """Find a character."""
        try:
            return self._characters[character_id]
        except KeyError:
            message = f"There is no character with the id '{character_id}'."
            raise ApiError(404, message, code="character_not_found") from None
