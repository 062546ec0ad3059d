"""Large answers, which another library may decode: the same comes out as of small ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_videos import APIResponseValidationError, Client
from openai_videos.types import Video

if TYPE_CHECKING:
    from collections.abc import Callable

LARGE = 10_000
NAMES = [*Video.FIELDS.values(), "unknown"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.characters()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
ODD = {
    "a number beyond 64 bits": '{"progress": 123456789012345678901234567890}',
    "a number beyond all": '{"progress": 1e999}',
    "no number": '{"progress": [NaN, Infinity, -Infinity]}',
    "half a character": '{"prompt": "\\ud800"}',
    "a name twice": '{"prompt": "a", "prompt": "b"}',
    "minus nothing": '{"progress": [-0, -0.0]}',
}
BROKEN = {
    "cut short": b'{"id": "video_1", "prompt": ',
    "more behind": b'{"id": "video_1"} x',
    "no UTF-8": b'{"id": "\xff"}',
    "nested too deeply": b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a page": b"<html>",
}


def _answered(body: bytes, use: Callable[[Client], Video]) -> Video:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    with httpx.Client(transport=transport) as http:
        return use(Client(base_url="http://a.test/v1", api_key="key", http_client=http, max_retries=0))


def _video(body: bytes) -> Video:
    return _answered(body, lambda client: client.videos.retrieve("video_1"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    fields=st.dictionaries(st.sampled_from([*Video.FIELDS.values(), "unknown"]), VALUES, max_size=5),
    ascii=st.booleans(),
)
def test_whatever_json(fields: dict[str, Any], ascii: bool) -> None:  # noqa: A002 - as json has it
    body = (json.dumps(fields, ensure_ascii=ascii) + " " * LARGE).encode("utf-8", "surrogatepass")
    assert repr(_video(body).to_dict()) == repr(json.loads(body))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
def test_what_only_python_takes(text: str, encoding: str) -> None:
    body = (text + " " * LARGE).encode(encoding)
    assert repr(_video(body).to_dict()) == repr(json.loads(body))


@pytest.mark.parametrize("body", BROKEN.values(), ids=list(BROKEN))
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(APIResponseValidationError):
        _video(body + b" " * LARGE)
