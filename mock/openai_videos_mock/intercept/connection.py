"""The connection of a request, for answers that write to it themselves."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EXTENSION = "openai_videos_mock.transport"
"""Where the application finds the connection: in the extensions of a request's scope."""


class WireProtocol(HttpToolsProtocol):
    """HTTP that gives the application its connection."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"transport": self.transport}}
