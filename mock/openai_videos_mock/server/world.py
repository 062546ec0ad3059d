"""The world of one server: its contract, its settings, and all that it holds."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen

from openai_videos_mock.contract.document import Contract, load_contract
from openai_videos_mock.server.settings import Fixtures, ServerSettings, SettingsError
from openai_videos_mock.state.clock import Clock, lead, wait
from openai_videos_mock.state.database import Database, DatabaseError
from openai_videos_mock.state.jobs import Job
from openai_videos_mock.state.kept_clock import KeptClock
from openai_videos_mock.state.names import Names
from openai_videos_mock.state.store import Store
from openai_videos_mock.state.studio import Studio
from openai_videos_mock.state.tenants import Tenants


@frozen
class World:
    """All that an operation can see and change."""

    contract: Contract
    settings: ServerSettings
    clock: Clock
    store: Store
    """What the caller has: everybody, one key, or those without a key."""
    tenants: Tenants
    """What each key has, where each sees its own."""
    studio: Studio
    names: Names
    database: Database | None

    def now(self) -> float:
        """Give the time."""
        return self.clock()

    def reset(self) -> None:
        """Forget everything but the fixtures."""
        self.store.clear()
        self.tenants.clear()
        self.names.restart()
        if isinstance(self.clock, KeptClock):
            self.clock.restart()
        _load_fixtures(self.settings, self.store)

    def close(self) -> None:
        """Let go of files; nothing can be asked of this world any more."""
        self.studio.close()
        if self.database is not None:
            self.database.close()

    def of(self, key: str) -> World:
        """Give the world as one key sees it: all of it, or where each sees its own, what it has."""
        if not self.settings.tenants or not key:
            return self
        return evolve(self, store=self.tenants.of(key))

    def jobs(self) -> list[Job]:
        """Give the jobs of all, the oldest first."""
        stores = [self.store, *(self.tenants.stores if self.settings.tenants else ())]
        return sorted((job for store in stores for job in store.jobs()), key=lambda job: (job.created, job.sequence))

    async def wait(self, seconds: float, until: Callable[[], bool] = bool) -> None:
        """Wait until so much of the server's time has passed, or something else says to wait no longer."""
        await wait(self.settings.clock, seconds, until)


def make_world(settings: ServerSettings) -> World:
    """Make a world that holds the fixtures, and what the database has.

    Raises:
        SettingsError: The database cannot be used.
    """
    try:
        database = None if settings.db is None else Database(settings.db)
        clock = settings.clock if database is None else KeptClock(settings.clock, database)
    except DatabaseError as problem:
        raise SettingsError(str(problem)) from None
    names, studio = Names(settings.seed), Studio()

    def make_store(owner: str) -> Store:
        # By a fast clock, a day may be over before a client has asked again.
        keep = settings.record_seconds * max(1.0, lead(settings.clock))
        store = Store(clock, names, keep=keep, database=database, owner=owner, on_removed=studio.forget)
        if owner:
            _load_fixtures(settings, store)
        return store

    contract = load_contract(settings.sizes, settings.seconds)
    world = World(
        contract, settings, clock, make_store(""), Tenants(make_store), studio, names, database
    )  # fmt: skip
    for owner, record in database.records() if database else ():
        (world.tenants.add(owner) if owner else world.store).load(record)
    _load_fixtures(settings, world.store)
    return world


def _load_fixtures(settings: ServerSettings, store: Store) -> None:
    if settings.fixtures is not Fixtures.DOCS:
        return
    if not store.has_job("video_123"):
        store.add_job(
            job_id="video_123",
            prompt="A cat plays the piano",
            model="sora-2",
            seconds="8",
            size="720x1280",
            duration=0,
            expires=False,
            fixture=True,
        )
    if not store.has_character("char_123"):
        store.add_character("Example", character_id="char_123", fixture=True)
