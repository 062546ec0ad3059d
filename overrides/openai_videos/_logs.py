"""What is logged, by the logger `openai_videos`: no key, no query, no body."""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

logger = logging.getLogger("openai_videos")
# What gateways call the headers for keys has no end. What starts a sign-in, and what marks a repetition, are none.
_SECRET = re.compile(
    r"(?!.*authenticate|idempotency-key).*(auth|cookie|credential|key|passw|secret|session|signature|token)",
    re.IGNORECASE,
)


def setup_logging() -> None:
    """Do what the environment variable `OPENAI_LOG` asks for: `debug`, `info` or another level."""
    level = os.environ.get("OPENAI_LOG", "").upper()
    if level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        logging.basicConfig(format="[%(asctime)s - %(name)s - %(levelname)s] %(message)s")
        logger.setLevel(level)


def log_request(request: httpx.Request) -> None:
    """Tell what is sent."""
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("Sending %s with %s", _name(request), _shown(request.headers))


def log_response(request: httpx.Request, response: httpx.Response) -> None:
    """Tell what came back."""
    if not logger.isEnabledFor(logging.INFO):
        return
    number = response.headers.get("x-request-id", "no id")
    logger.info("%s was answered with HTTP %d (%s)", _name(request), response.status_code, number)
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug("Received %s", _shown(response.headers))


def _name(request: httpx.Request) -> str:
    # The rest of the URL may hold a password or a key.
    url = request.url
    return (
        f"{request.method} {url.scheme}://{url.netloc.decode('ascii')}{url.raw_path.partition(b'?')[0].decode('ascii')}"
    )


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: "<redacted>" if is_secret(name) else value for name, value in headers.items()}


def is_secret(name: str) -> bool:
    """Tell whether a header is named like one that carries a key, or another secret."""
    return _SECRET.match(name) is not None
