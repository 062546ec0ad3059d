"""The way to the server: certificates, proxies, and a folder that cannot be written to."""

import json
import os
import ssl
from pathlib import Path
from socket import socket

import pytest
import trustme
from hostile.server import socket_server
from openai_videos_conformance import Target, observe
from openai_videos_conformance.scenario import looks

from .conftest import Suite, is_told, run_suite

NOWHERE = "--base-url=http://127.0.0.1:1/v1"
PAGE = json.dumps({"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}).encode()


def page(connection: socket) -> bytes:
    """Answer one request with an empty list, and give it."""
    request = connection.recv(1 << 16)
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    connection.sendall(head % len(PAGE) + PAGE)
    return request


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize("how", ["option", "environment"])
def test_an_own_authority_and_a_certificate_of_the_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, how: str
) -> None:
    """A server that lets nobody in without a certificate."""
    ca, client = tmp_path / "ca.pem", tmp_path / "client.pem"
    authority.cert_pem.write_to_path(ca)
    authority.issue_cert("client@example.org").private_key_and_cert_chain_pem.write_to_path(client)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(ca))
    context.verify_mode = ssl.CERT_REQUIRED
    authority.issue_cert("127.0.0.1").configure_cert(context)

    def talk(connection: socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            page(secured)

    if how == "environment":
        monkeypatch.setenv("SSL_CERT_FILE", str(ca))
    with socket_server(talk) as url:
        target = Target(
            base_url=url.replace("http:", "https:"),
            ca_file=str(ca) if how == "option" else None,
            client_cert=str(client),
            request_timeout=5,
        )
        evidence = observe(target, parts=[looks.METHODS])
    assert {exchange.error for exchange in evidence.exchanges} == {None}


def test_a_proxy_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    # A list each: the last request of one run may be noted when the next has begun.
    to_proxy: list[bytes] = []
    to_server: list[bytes] = []
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with (
        socket_server(lambda connection: to_proxy.append(page(connection))) as proxy,
        socket_server(lambda connection: to_server.append(page(connection))) as url,
    ):
        monkeypatch.setenv("http_proxy", proxy.removesuffix("/v1"))
        observe(Target(base_url="http://videos.invalid/v1"), parts=[looks.METHODS])
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        observe(Target(base_url=url), parts=[looks.METHODS])
    assert to_proxy
    assert all(b" http://videos.invalid/v1/videos" in request for request in to_proxy)
    assert to_server
    assert all(b" /v1/videos" in request for request in to_server)


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (("--ca-file=/no/such/file",), {}, "--ca-file: /no/such/file holds no certificates"),
        (("--client-cert=/no/such/file",), {}, "--client-cert: /no/such/file is no certificate with its key"),
        (("--client-key=/no/such/file",), {}, "--client-key: there is no certificate to it"),
        ((), {"HTTP_PROXY": "ftp://SECRET@127.0.0.1"}, "HTTP_PROXY: it is no URL of a proxy"),
        ((), {"ALL_PROXY": "http://SECRET:x@[::1"}, "ALL_PROXY: it is no URL of a proxy"),
        ((), {"ALL_PROXY": "socks://SECRET@127.0.0.1:1"}, "ALL_PROXY: it is no URL of a proxy"),
        (("--model=b\udcff",), {}, "--model: 'b\\udcff' holds bytes that are no text"),
        (("--base-url=http://127.0.0.1:1/SECRET-key-1/v1",), {"OPENAI_API_KEY": "SECRET-key-1"}, "it holds the key"),
        (("-p", "again", "--reruns=2"), {}, "--reruns: the evidence is gathered once"),
        (("-p", "again", "--count=2"), {}, "--count: the evidence is gathered once"),
    ],
)
def test_a_wrong_way_is_told_before_anything_is_sent(
    suite: Suite, tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], told: str
) -> None:
    """The two options at the end are those of plugins, which are not needed to be refused."""
    again = 'def pytest_addoption(parser):\n    parser.addoption("--reruns", type=int)\n'
    (tmp_path / "again.py").write_text(again + '    parser.addoption("--count", type=int, default=1)\n')
    outcome = suite(NOWHERE, *arguments, env={**os.environ, "PYTHONPATH": str(tmp_path), **environment})
    is_told(outcome, told)
    assert "SECRET" not in outcome.output


def unwritable(tmp_path: Path) -> Path:
    """Give a folder that nobody can write to: for root, that is none but one of the kernel's."""
    if os.geteuid() == 0:
        return Path("/proc")
    (folder := tmp_path / "closed").mkdir(mode=0o555)
    return folder


def test_a_folder_that_cannot_be_written_to(tmp_path: Path, mock: str) -> None:
    """Where jobs are started, a journal has to be kept somewhere; else nothing has to."""
    folder, report = unwritable(tmp_path), tmp_path / "report.json"
    refused = run_suite(report, f"--base-url={mock}", "--tier=smoke", cwd=folder)
    is_told(refused, "this folder cannot be written to")
    free = run_suite(report, f"--base-url={mock}", "--tier=free", cwd=folder)
    assert (free.code, "evidence: not kept" in free.output) == (0, True), free.output
    elsewhere = run_suite(
        report, f"--base-url={mock}", "--tier=smoke", f"--save-evidence={tmp_path / 'run'}", cwd=folder
    )
    assert elsewhere.code == 0, elsewhere.output
    assert (tmp_path / "run" / "exchanges.har").exists()


@pytest.mark.parametrize("words", [("--tier=core",), ("--tier=smoke", "--deep")])
def test_a_run_leaves_no_folder_but_its_own(suite: Suite, tmp_path: Path, mock: str, words: tuple[str, ...]) -> None:
    outcome = suite(f"--base-url={mock}", *words)
    assert outcome.code == 0, outcome.output
    assert [folder.name for folder in tmp_path.iterdir() if folder.is_dir()] == [".videos-conformance"]
