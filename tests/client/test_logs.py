"""What is logged, and what is not."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .conftest import VIDEO

if TYPE_CHECKING:
    from .conftest import Api

NAMES = [
    "Cookie",
    "api-key",
    "x-api-key",
    "X-Goog-Api-Key",
    "Ocp-Apim-Subscription-Key",
    "x-functions-key",
    "x-auth-token",
]
NAMES += [
    "Authorization",
    "Proxy-Authorization",
    "X-Client-Secret",
    "x-amz-security-token",
    "x-password",
    "x-session-id",
]
SECRETS = {name: f"sk-1{number}" for number, name in enumerate(NAMES)}


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "openai_videos"]


def test_requests_are_told_of_without_secrets(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.options = {"api_key": "sk-0", "default_query": {"key": "sk-5"}, "base_url": "http://me:sk-6@videos.test/v1"}
    api.options["default_headers"] = {"X-Gateway-Key": "sk-9"}
    answer = httpx.Response(200, json=VIDEO | {"prompt": "sk-8"}, headers={"x-request-id": "r_1", "set-cookie": "sk-7"})
    api.answers = [answer, answer]
    with caplog.at_level(logging.DEBUG, "openai_videos"):
        api.call("retrieve", "video_1")
        api.call("retrieve", "video_1", extra_headers=SECRETS | {"X-A": "shown", "Idempotency-Key": "once"})
    text = "\n".join(_lines(caplog))
    assert "Sending GET http://videos.test/v1/videos/video_1 with" in text
    assert "'authorization': '<redacted>'" in text
    assert "'x-a': 'shown'" in text
    assert "'idempotency-key': 'once'" in text
    assert "GET http://videos.test/v1/videos/video_1 was answered with HTTP 200 (r_1)" in text
    assert "'set-cookie': '<redacted>'" in text
    assert "sk-" not in text


def test_less_is_told_by_default(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "openai_videos"):
        api.call("retrieve", "video_1")
    assert _lines(caplog) == ["GET http://videos.test/v1/videos/video_1 was answered with HTTP 200 (no id)"]
    caplog.clear()
    api.call("retrieve", "video_1")
    assert _lines(caplog) == []


def test_another_attempt_is_told_of(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    api.options = {"max_retries": 1}
    api.answers = [httpx.Response(429, headers={"retry-after-ms": "2"}, json={"error": {"message": "Slowly."}})]
    with caplog.at_level(logging.INFO, "openai_videos"):
        api.call("create", prompt="x")
    assert _lines(caplog)[1] == "Sending again in 0.00 s, after: Slowly. (HTTP 429)"


PROGRAM = """
import sys
from openai_videos import APIConnectionError, Client
try:
    Client(base_url="http://127.0.0.1:9/v1", api_key="sk-1", max_retries=0).videos.retrieve("video_1")
except APIConnectionError:
    pass
"""


@pytest.mark.parametrize(
    ("level", "told"), [("debug", True), ("DEBUG", True), ("info", False), ("", False), ("loud", False), (None, False)]
)
def test_the_environment_variable(level: str | None, told: bool) -> None:
    environment: dict[str, Any] = {**os.environ, **({} if level is None else {"OPENAI_LOG": level})}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert ("openai_videos - DEBUG] Sending GET http://127.0.0.1:9/v1/videos/video_1" in done.stderr) is told
    assert done.stdout == ""
    assert "sk-1" not in done.stderr
