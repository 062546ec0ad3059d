"""The `conftest.py` of the official SDK's tests, for the client of this project."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from openai_videos import AsyncOpenAI, OpenAI

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest_plugins = ["tests.respx2.plugin"]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Name the event loop."""
    return "asyncio"


def _made(client: type[Any], strict: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Some of these options are of no use here, which is said.
        return client(
            base_url=os.environ["TEST_API_BASE_URL"],
            api_key="My API Key",
            admin_api_key="My Admin API Key",
            _strict_response_validation=strict,
            check_content=False,
        )


@pytest.fixture(scope="session")
def client(request: pytest.FixtureRequest) -> Iterator[OpenAI]:
    """Make the client, strict or not."""
    with _made(OpenAI, getattr(request, "param", True)) as made:
        yield made


@pytest.fixture(scope="session")
def async_client(request: pytest.FixtureRequest) -> AsyncOpenAI:
    """Make the asynchronous client. What asks for aiohttp gets it as it is: there is no other."""
    client: AsyncOpenAI = _made(AsyncOpenAI, getattr(request, "param", True) is True)
    return client
