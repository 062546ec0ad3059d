"""The world of one server: its contract, its settings, and all that it holds."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, field, frozen

from openai_videos_mock.contract.document import Contract, load_contract
from openai_videos_mock.server.settings import Fixtures, ServerSettings
from openai_videos_mock.state.clock import wait
from openai_videos_mock.state.jobs import Job
from openai_videos_mock.state.media import Studio
from openai_videos_mock.state.names import Names
from openai_videos_mock.state.store import Store


@frozen
class World:
    """All that an operation can see and change."""

    contract: Contract
    settings: ServerSettings
    store: Store
    studio: Studio
    names: Names
    tenants: dict[str, Store] = field(factory=dict)
    """What each key has, where each sees its own."""

    def now(self) -> float:
        """Give the time."""
        return self.settings.clock()

    def reset(self) -> None:
        """Forget everything but the fixtures."""
        self.store.clear()
        self.tenants.clear()
        self.names.restart()
        if self.settings.fixtures is Fixtures.DOCS:
            _load_docs(self.store)

    def of(self, key: str) -> World:
        """Give the world as one key sees it: all of it, or where each sees its own, what it has."""
        if not self.settings.tenants:
            return self
        if key not in self.tenants:
            self.tenants[key] = Store(self.settings.clock, self.names)
            if self.settings.fixtures is Fixtures.DOCS:
                _load_docs(self.tenants[key])
        return evolve(self, store=self.tenants[key])

    def jobs(self) -> list[Job]:
        """Give the jobs of all, the oldest first."""
        stores = self.tenants.values() if self.settings.tenants else (self.store,)
        return sorted((job for store in stores for job in store.jobs()), key=lambda job: (job.created, job.sequence))

    async def wait(self, seconds: float, until: Callable[[], bool] = bool) -> None:
        """Wait until so much of the server's time has passed, or something else says to wait no longer."""
        await wait(self.settings.clock, seconds, until)


def make_world(settings: ServerSettings) -> World:
    """Make a world that holds nothing but the fixtures."""
    names = Names(settings.seed)
    world = World(
        load_contract(settings.sizes, settings.seconds), settings, Store(settings.clock, names), Studio(), names
    )
    world.reset()
    return world


def _load_docs(store: Store) -> None:
    store.add_job(
        job_id="video_123",
        prompt="A cat plays the piano",
        model="sora-2",
        seconds="8",
        size="720x1280",
        duration=0,
        expires=False,
    )
    store.add_character("Example", character_id="char_123")
