"""With TLS and without, from one to the other, and whom a client trusts."""

from __future__ import annotations

import asyncio
import json
import ssl
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from openai_videos import APIConnectionError, AsyncClient, Client

from ..serving import ANY_PORT, Handler, serving
from .conftest import VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def _server(location: str | None = None, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve a video, or the way to where it is."""

    class Video(Handler):
        def do_GET(self) -> None:
            body = json.dumps(VIDEO).encode()
            self.send_response(302 if location else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.send_header("location", location or "")
            self.end_headers()
            self.wfile.write(body)

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: a client that trusts nobody ends the handshake."""

    listening = Server(ANY_PORT, Video)
    if context:
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
    with serving(listening):
        yield f"{'HTTPS' if context else 'http'}://127.0.0.1:{listening.server_port}/v1"


def _retrieved(url: str, asynchronous: bool) -> str:
    async def main() -> str:
        async with AsyncClient(base_url=url, api_key="key", max_retries=0) as client:
            return (await client.videos.retrieve("video_123")).id

    if asynchronous:
        return asyncio.run(main())
    with Client(base_url=url, api_key="key", max_retries=0) as client:
        return client.videos.retrieve("video_123").id


@pytest.fixture
def secured() -> Iterator[tuple[str, trustme.CA]]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with _server(context=context) as url:
        yield url, authority


@pytest.mark.parametrize("asynchronous", [False, True])
def test_who_is_trusted(
    library: Any,
    secured: tuple[str, trustme.CA],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    asynchronous: bool,
) -> None:
    url, authority = secured
    with _server(location=f"{url}/videos/video_123") as plain:
        for base_url in (url, plain):
            with pytest.raises(APIConnectionError, match="certificate verify failed"):
                _retrieved(base_url, asynchronous)
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert [_retrieved(base_url, asynchronous) for base_url in (url, plain)] == ["video_123"] * 2


@pytest.mark.parametrize("asynchronous", [False, True])
def test_certificates_that_cannot_be_read_do_not_matter_without_tls(
    library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asynchronous: bool
) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with _server() as url:
        assert _retrieved(url, asynchronous) == "video_123"
