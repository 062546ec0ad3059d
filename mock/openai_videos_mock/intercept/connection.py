"""The connection of a request, for answers that write to it themselves."""

from __future__ import annotations

from openai_videos_mock.server.connection import BoundedProtocol
from openai_videos_mock.server.world import World

EXTENSION = "openai_videos_mock.transport"
"""Where the application finds the connection: in the extensions of a request's scope."""


class WireProtocol(BoundedProtocol):
    """HTTP that gives the application its connection."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"transport": self.transport}}


def protocol(world: World) -> type[WireProtocol]:
    """Make the protocol of a server, with its bounds and its names for requests."""

    class Bounded(WireProtocol):
        pass

    Bounded.patience = world.settings.request_seconds
    Bounded.most = world.settings.max_connections
    Bounded.name = staticmethod(world.names.request)
    return Bounded
