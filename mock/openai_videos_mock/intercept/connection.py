"""The connection of a request, for answers that write to it themselves."""

from __future__ import annotations

from openai_videos_mock.server.connection import BoundedProtocol

EXTENSION = "openai_videos_mock.transport"
"""Where the application finds the connection: in the extensions of a request's scope."""


class WireProtocol(BoundedProtocol):
    """HTTP that gives the application its connection."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"transport": self.transport}}


def protocol(patience: float) -> type[WireProtocol]:
    """Make the protocol of a server that waits so many seconds for a request."""

    class Patient(WireProtocol):
        pass

    Patient.patience = patience
    return Patient
