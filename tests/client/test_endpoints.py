"""Endpoints of a server's own, which the contract does not know."""

from __future__ import annotations

import io
from types import NoneType
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openai_videos import APIResponseValidationError, NotFoundError
from openai_videos.types import Video

from .conftest import VIDEO

if TYPE_CHECKING:
    from .conftest import Api


def _asked(api: Api, method: str, *arguments: Any, **options: Any) -> Any:
    return api.run(lambda client: getattr(client, method)(*arguments, **options))


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/models/a b", "models/a b"])
def test_what_is_sent(api: Api, method: str, path: str) -> None:
    api.options = {"default_query": {"version": "1"}, "default_headers": {"x-a": "b"}}
    options = {"headers": {"X-C": "d"}, "params": {"tag": ["a", "b"]}, "timeout": 7.0}
    assert _asked(api, method, path, cast_to=Video, options=options).id == "video_123"
    (request,) = api.requests
    assert request.method == method.upper()
    assert str(request.url) == "http://videos.test/v1/models/a%20b?version=1&tag%5B%5D=a&tag%5B%5D=b"
    assert request.headers["authorization"] == "Bearer key"
    assert (request.headers["x-a"], request.headers["x-c"]) == ("b", "d")
    assert request.extensions["timeout"]["read"] == 7
    assert request.content == b""
    assert ("idempotency-key" in request.headers) is (method in ("post", "put", "patch"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_body_goes_as_json(api: Api, method: str) -> None:
    for body, sent in (({"a": [1]}, {"a": [1]}), ([1], [1]), (Video.from_dict(VIDEO), VIDEO), ({}, {}), (0, 0)):
        _asked(api, method, "/x", cast_to=object, body=body, options={"idempotency_key": "once"})
        assert api.json() == sent
        assert api.requests[-1].headers["idempotency-key"] == "once"


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_files_go_as_a_form(api: Api, method: str) -> None:
    files = {"video": ("a.mp4", io.BytesIO(b"data"))}
    _asked(api, method, "/x", cast_to=object, body={"prompt": "x", "mask": b"m", "n": {"a": 1}}, files=files)
    sent = [(part.name, part.filename, part.content) for part in api.parts()]
    assert sent[:2] == [("prompt", None, b"x"), ("n[a]", None, b"1")]
    assert sent[2:] == [("mask", "upload", b"m"), ("video", "a.mp4", b"data")]
    _asked(api, method, "/x", cast_to=object, files=[("image[]", b"1"), ("image[]", b"2")])
    assert [part.name for part in api.parts()] == ["image[]", "image[]"]
    with pytest.raises(TypeError, match="`body` must be a dict where files go with it, not list"):
        _asked(api, method, "/x", cast_to=object, body=[1], files=files)


CASTS: list[tuple[Any, bytes, Any]] = [
    (dict, b'{"a": 1}', {"a": 1}),
    (dict[str, Any], b'{"a": 1}', {"a": 1}),
    (list, b"[1]", [1]),
    (object, b"[1]", [1]),
    (object, b"null", None),
    (str, b"text", "text"),
    (bytes, b"text", b"text"),
    (NoneType, b"whatever", None),
]


@pytest.mark.parametrize(("cast_to", "content", "given"), CASTS)
def test_what_becomes_of_the_answer(api: Api, cast_to: Any, content: bytes, given: Any) -> None:
    api.answers = [httpx.Response(200, content=content)]
    assert _asked(api, "get", "/x", cast_to=cast_to) == given


def test_the_answer_itself(api: Api) -> None:
    answer = _asked(api, "get", "/x", cast_to=api.library.Response)
    assert (type(answer), answer.status_code) == (api.library.Response, 200)


@pytest.mark.parametrize(("cast_to", "content"), [(dict, b"[1]"), (dict, b"text"), (object, b"text"), (Video, b"[]")])
def test_answers_of_another_kind(api: Api, cast_to: Any, content: bytes) -> None:
    api.answers = [httpx.Response(200, content=content)]
    with pytest.raises(APIResponseValidationError):
        _asked(api, "get", "/x", cast_to=cast_to)


def test_errors_and_retries_are_those_of_all_others(api: Api) -> None:
    api.answers = [httpx.Response(503, headers={"retry-after-ms": "1"})]
    _asked(api, "post", "/x", cast_to=object, options={"max_retries": 1})
    assert len({request.headers["idempotency-key"] for request in api.requests}) == 1
    assert len(api.requests) == 2
    api.answers = [httpx.Response(404, json={"error": {"message": "No such model"}})]
    with pytest.raises(NotFoundError, match="No such model"):
        _asked(api, "get", "/models/x", cast_to=object)


ELSEWHERE = [
    "",
    "/",
    "http://other.test/x",
    "//other.test/x",
    "/x?a=b",
    "/x#a",
    "..",
    "/a/../b",
    "/a/.",
    "./a",
    "mailto:x",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_leads_elsewhere(api: Api, path: str) -> None:
    with pytest.raises(ValueError, match="`path` must be a path below the base URL"):
        _asked(api, "get", path, cast_to=object)
    assert api.requests == []
