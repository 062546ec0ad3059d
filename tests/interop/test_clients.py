"""Real clients make every call that they have at the mock server, and it sees just what they say.

`make clients` adds LiteLLM. What the server saw is compared field by field and file by file, and what came back byte by
byte.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openai_videos_mock import run_server
from openai_videos_mock.contract.document import load_contract
from real_clients.calls import differences
from real_clients.client import clients, run, use

CLIENTS = {name: client for name, client in clients().items() if not client.heavy}
GO = CLIENTS["the official SDK for Go"]
EVERY_OPERATION = set(load_contract().operations)


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_gets_through_with_every_call(name: str) -> None:
    outcome = run(CLIENTS[name])
    assert outcome.differences == []
    assert outcome.operations == EVERY_OPERATION


@pytest.mark.parametrize(
    ("fault", "operation", "words"),
    [
        ("list-order-within-page", "list_videos", "it listed"),
        ("content-different", "download_content", "saved other bytes"),
        ("failed-as-completed", "create_video", "it ended as completed"),
    ],
)
def test_a_server_that_is_wrong_is_noticed(fault: str, operation: str, words: str) -> None:
    wrong = run(GO, fault).differences
    assert [each for each in wrong if each.startswith(operation) and words in each]


def test_a_file_that_arrives_with_one_other_byte_is_noticed(tmp_path: Path) -> None:
    with run_server() as server:
        calls = use(GO, server, tmp_path)
        clip = bytearray((tmp_path / "clip.mp4").read_bytes())
        clip[100_000] ^= 1
        (tmp_path / "clip.mp4").write_bytes(clip)
        wrong = differences(calls, server, tmp_path)
    uploads = [call for call in calls if {"file": "clip.mp4"} in call.sent.values()]
    assert len(uploads) == 3
    assert len([each for each in wrong if "no such request" in each]) == len(uploads)
    assert len([each for each in wrong if "does not tell of" in each]) == len(uploads)
