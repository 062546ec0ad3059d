"""Whatever JSON a server sends: a model that keeps it, or an error of this package."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_videos import Client, OpenAIError
from openai_videos.types import Video, VideoList

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = [name for model in (Video, VideoList) for name in model.FIELDS.values()] + ["unknown"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8) | VALUES

CALLS: list[Callable[[Client], Any]] = [
    lambda client: client.videos.retrieve("a"),
    lambda client: client.videos.delete("a"),
    lambda client: client.videos.get_character("a"),
    lambda client: client.videos.list(),
    lambda client: client.videos.with_raw_response.remix("a", prompt="x").parse(),
    lambda client: client.videos.create_and_poll(prompt="x", poll_timeout=0, raise_on_failure=True),
    lambda client: client.videos.poll("a", poll_timeout=0),
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(body=BODIES, status=st.sampled_from([200, 200, 200, 404, 500]))
def test_any_answer(body: Any, status: int) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=json.dumps(body)))
    with httpx.Client(transport=transport) as http:
        client = Client(base_url="http://a.test/v1", api_key="key", http_client=http, max_retries=0)
        for call in CALLS:
            try:
                made = call(client)
            except OpenAIError:
                continue
            assert made.to_dict() == json.loads(made.to_json()) == body
            assert made.model_fields_set == set(body)
            assert json.loads(made.model_dump_json()).items() >= body.items()
            assert all(hasattr(made, name) for name in dir(made)), repr(made)
            if hasattr(made, "has_next_page"):
                assert made.has_next_page() is (made.next_page_info() is not None)
                assert len(list(itertools.islice(made, 3))) <= 3
