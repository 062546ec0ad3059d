"""The world of one server: its contract, its settings, and all that it holds."""

from collections.abc import Callable

from attrs import frozen

from openai_videos_mock.contract.document import Contract, load_contract
from openai_videos_mock.server.settings import Fixtures, ServerSettings
from openai_videos_mock.state.clock import wait
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

    def now(self) -> float:
        """Give the time."""
        return self.settings.clock()

    def reset(self) -> None:
        """Forget everything but the fixtures."""
        self.store.clear()
        self.names.restart()
        if self.settings.fixtures is Fixtures.DOCS:
            _load_docs(self.store)

    async def wait(self, seconds: float, until: Callable[[], bool] = bool) -> None:
        """Wait until so much of the server's time has passed, or something else says to wait no longer."""
        await wait(self.settings.clock, seconds, until)


def make_world(settings: ServerSettings) -> World:
    """Make a world that holds nothing but the fixtures."""
    names = Names(settings.seed)
    world = World(load_contract(), settings, Store(settings.clock, names), Studio(), names)
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
