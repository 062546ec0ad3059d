"""Requests that break the contract are refused with the right status, and say which parameter is wrong and how."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import httpx
import pytest
from openai_videos_mock import MockSettings, serve

Connect = Callable[..., httpx.Client]

_LONG = "x" * 32001
_SOURCE = {"prompt": "x", "video": {"id": "video_0"}}


@pytest.fixture
def client(shared_client: httpx.Client) -> httpx.Client:
    """Talk to a server that the other tests of this module talk to as well."""
    return shared_client


@pytest.fixture(scope="module")
def servers() -> Iterator[Callable[..., httpx.Client]]:
    """Talk to servers that the cases of a test share: one for each kind of settings."""
    with ExitStack() as stack:

        @cache
        def start(**settings: Any) -> httpx.Client:
            url = stack.enter_context(serve(MockSettings(**settings)))
            return stack.enter_context(httpx.Client(base_url=url, timeout=30))

        yield start


@pytest.fixture
def no_new_job(client: httpx.Client) -> Iterator[None]:
    """See that a test starts no job."""
    before = client.get("/videos").json()
    yield
    assert client.get("/videos").json()["first_id"] == before["first_id"]


def _error(answer: httpx.Response) -> tuple[int, str | None, str | None]:
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    return answer.status_code, error["param"], error["code"]


@pytest.mark.usefixtures("no_new_job")
@pytest.mark.parametrize(
    ("path", "body", "param", "code"),
    [
        ("", {}, "prompt", "missing_required_parameter"),
        ("", {"prompt": ""}, "prompt", "invalid_value"),
        ("", {"prompt": _LONG}, "prompt", "invalid_value"),
        ("", {"prompt": 1}, "prompt", "invalid_type"),
        ("", {"prompt": None}, "prompt", "invalid_type"),
        ("", {"prompt": "x", "size": "1x1"}, "size", "invalid_value"),
        ("", {"prompt": "x", "seconds": "5"}, "seconds", "invalid_value"),
        ("", {"prompt": "x", "seconds": 4}, "seconds", "invalid_type"),
        ("", {"prompt": "x", "seconds": None}, "seconds", "invalid_type"),
        ("", {"prompt": "x", "model": 3.5}, "model", "invalid_type"),
        ("", {"prompt": "x", "input_reference": "x"}, "input_reference", "invalid_type"),
        ("", {"prompt": "x", "input_reference": {}}, "input_reference", "invalid_value"),
        ("", {"prompt": "x", "input_reference": {"url": "x"}}, "input_reference", "invalid_value"),
        (
            "",
            {"prompt": "x", "input_reference": {"image_url": "no url"}},
            "input_reference.image_url",
            "invalid_value",
        ),
        (
            "",
            {"prompt": "x", "input_reference": {"image_url": "https://a.test/b.png", "file_id": "file_1"}},
            "input_reference",
            "invalid_value",
        ),
        ("/edits", {"prompt": "x"}, "video", "missing_required_parameter"),
        ("/edits", {"prompt": "x", "video": "video_0"}, "video", "invalid_type"),
        ("/edits", {"prompt": "x", "video": ["video_0"]}, "video", "invalid_type"),
        ("/edits", {"prompt": "x", "video": {}}, "video.id", "missing_required_parameter"),
        ("/edits", {"prompt": "x", "video": {"id": 1}}, "video.id", "invalid_type"),
        ("/edits", {"video": {"id": "video_0"}}, "prompt", "missing_required_parameter"),
        ("/extensions", _SOURCE, "seconds", "missing_required_parameter"),
        ("/extensions", {**_SOURCE, "seconds": "24"}, "seconds", "invalid_value"),
        ("/extensions", {**_SOURCE, "seconds": True}, "seconds", "invalid_type"),
        ("/video_0/remix", {}, "prompt", "missing_required_parameter"),
        ("", [], None, "invalid_type"),
        ("", "prompt", None, "invalid_type"),
        ("", None, None, "invalid_type"),
    ],
)
def test_json_that_breaks_the_contract(
    client: httpx.Client, path: str, body: Any, param: str | None, code: str
) -> None:
    content = httpx.Request("POST", "http://a.test", json=body).content if body is not None else b"null"
    answer = client.post(f"/videos{path}", content=content, headers={"Content-Type": "application/json"})
    assert _error(answer) == (400, param, code)


@pytest.mark.usefixtures("no_new_job")
@pytest.mark.parametrize(
    ("path", "fields", "param", "code"),
    [
        ("", {"model": "sora-2"}, "prompt", "missing_required_parameter"),
        ("", {"prompt": ""}, "prompt", "invalid_value"),
        ("", {"prompt": "x", "size": "1x1"}, "size", "invalid_value"),
        ("", {"prompt": "x", "seconds": "5"}, "seconds", "invalid_value"),
        ("", {"prompt": "x", "input_reference": "text"}, "input_reference", "invalid_type"),
        ("", {"prompt": "x", "input_reference[url]": "x"}, "input_reference", "invalid_value"),
        ("/edits", {"prompt": "x"}, "video", "missing_required_parameter"),
        ("/edits", {"prompt": "x", "video": "video_0"}, "video", "invalid_type"),
        ("/edits", {"prompt": "x", "video[name]": "x"}, "video.id", "missing_required_parameter"),
        ("/extensions", {"prompt": "x", "video[id]": "video_0"}, "seconds", "missing_required_parameter"),
        ("/characters", {"name": "Ada"}, "video", "missing_required_parameter"),
        ("/characters", {"name": "Ada", "video[id]": "video_0"}, "video", "missing_required_parameter"),
        ("/video_0/remix", {"model": "x"}, "prompt", "missing_required_parameter"),
    ],
)
def test_forms_that_break_the_contract(
    client: httpx.Client, path: str, fields: dict[str, str], param: str, code: str
) -> None:
    answer = client.post(f"/videos{path}", files=[(name, (None, value)) for name, value in fields.items()])
    assert _error(answer) == (400, param, code)


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_names_of_characters_have_bounds(client: httpx.Client, name: str) -> None:
    answer = client.post("/videos/characters", data={"name": name}, files={"video": ("upload", b"x")})
    assert _error(answer) == (400, "name", "invalid_value")


def test_the_supported_values_are_listed(client: httpx.Client) -> None:
    message = client.post("/videos", json={"prompt": "x", "size": "1x1"}).json()["error"]["message"]
    assert all(size in message for size in ("1x1", "720x1280", "1280x720", "1024x1792", "1792x1024"))


def test_a_message_does_not_repeat_a_long_value(client: httpx.Client) -> None:
    for body in ({"prompt": _LONG}, {"prompt": "x", "size": _LONG}):
        assert len(client.post("/videos", json=body).json()["error"]["message"]) < 300


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("limit=-1", "limit", "invalid_value"),
        ("limit=101", "limit", "invalid_value"),
        ("limit=99999999999999999999", "limit", "invalid_value"),
        ("limit=", "limit", "invalid_type"),
        ("limit=ten", "limit", "invalid_type"),
        ("limit=1_0", "limit", "invalid_type"),
        ("limit=1.0", "limit", "invalid_type"),
        ("limit=%D9%A1", "limit", "invalid_type"),
        ("limit=1&limit=2", "limit", "duplicate_parameter"),
        ("order=up", "order", "invalid_value"),
        ("order=ASC", "order", "invalid_value"),
    ],
)
def test_queries_that_break_the_contract(client: httpx.Client, query: str, param: str, code: str) -> None:
    assert _error(client.get(f"/videos?{query}")) == (400, param, code)


@pytest.mark.parametrize("variant", ["", "poster", "VIDEO"])
def test_a_variant_that_does_not_exist(client: httpx.Client, variant: str) -> None:
    answer = client.get("/videos/video_0/content", params={"variant": variant})
    assert _error(answer) == (400, "variant", "invalid_value")


@pytest.mark.usefixtures("no_new_job")
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"prompt=x",
        b'{"prompt": NaN}',
        b'{"prompt": "\\ud800"}',
        b'{"prompt": "\xff"}',
        b'{"\\ud800": 1, "prompt": "x"}',
        '{"prompt": "x"}'.encode("utf-16"),
        b'{"prompt": "x", "n": Infinity}',
        b'{"prompt": "x", "n": 1e400}',
        b'{"prompt": "x", "n": -1e999}',
        b'{"prompt": "x", "n": ' + b"1" * 401 + b"}",
        b'{"prompt": "x", "n": ' + b"1" * 5000 + b"}",
        b'{"prompt": "x", "prompt": "y"}',
        b'{"prompt": "x", "n": [{"a": 1, "a": 1}]}',
    ],
)
def test_a_body_that_is_no_json(client: httpx.Client, content: bytes) -> None:
    answer = client.post("/videos", content=content, headers={"Content-Type": "application/json"})
    assert _error(answer) == (400, None, "invalid_json")


@pytest.mark.parametrize("depth", [101, 255, 256, 900, 5000, 100_000])
@pytest.mark.parametrize("field", ["prompt", "n"])
@pytest.mark.parametrize("pair", [("[", "]"), ('{"a": ', "}")])
@pytest.mark.parametrize("variants", [(), ("ids-uuid", "total-at-the-end")])
def test_a_body_that_is_nested_too_deeply(
    servers: Callable[..., httpx.Client], depth: int, field: str, pair: tuple[str, str], variants: tuple[str, ...]
) -> None:
    opened, closed = pair
    deep = opened * (depth - 1) + "1" + closed * (depth - 1)
    content = f'{{"prompt": {deep}}}' if field == "prompt" else f'{{"prompt": "x", "n": {deep}}}'
    headers = {"Content-Type": "application/json"}
    answer = servers(variants=variants).post("/videos", content=content.encode(), headers=headers)
    assert _error(answer) == (400, None, "invalid_json")
    assert "deep" in answer.json()["error"]["message"]


def test_a_body_may_be_nested(client: httpx.Client) -> None:
    nested: Any = 1
    for _ in range(99):
        nested = [nested]
    assert client.post("/videos", json={"prompt": "x", "n": nested}).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "application/json"}])
def test_a_body_that_is_not_there(client: httpx.Client, headers: dict[str, str]) -> None:
    assert _error(client.post("/videos", headers=headers)) == (400, None, "missing_body")


@pytest.mark.usefixtures("no_new_job")
@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("", "text/plain"),
        ("", "application/x-www-form-urlencoded"),
        ("", ""),
        ("", "application/jsonp"),
        ("/characters", "application/json"),
    ],
)
def test_a_media_type_that_is_not_declared(client: httpx.Client, path: str, media_type: str) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = client.post(f"/videos{path}", content=b'{"prompt": "x", "name": "x"}', headers=headers)
    assert _error(answer) == (415, None, "unsupported_media_type")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_media_type_may_have_parameters_and_capitals(client: httpx.Client, media_type: str) -> None:
    answer = client.post("/videos", content=b'{"prompt": "x"}', headers={"Content-Type": media_type})
    assert answer.status_code == 200


def test_unknown_fields_and_parameters_are_ignored(client: httpx.Client) -> None:
    fields = {"prompt": "x", "quality": "standard"}
    assert client.post("/videos", json={**fields, "n": {"a": [1]}}).status_code == 200
    assert client.post("/videos", files=[(name, (None, value)) for name, value in fields.items()]).status_code == 200
    assert client.get("/videos?before=x&before=y").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/videos", "GET, HEAD, POST"),
        ("DELETE", "/videos", "GET, HEAD, POST"),
        ("OPTIONS", "/videos", "GET, HEAD, POST"),
        ("PATCH", "/videos/video_0", "DELETE, GET, HEAD"),
        ("POST", "/videos/video_0", "DELETE, GET, HEAD"),
        ("GET", "/videos/video_0/remix", "POST"),
        ("POST", "/videos/video_0/content", "GET, HEAD"),
        ("PUT", "/videos/edits", "POST"),
        ("DELETE", "/videos/characters/char_0", "GET, HEAD"),
    ],
)
def test_a_method_that_a_path_does_not_have(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert _error(answer) == (405, None, "method_not_supported")
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/videos/",
        "/video",
        "/videos/a/b",
        "/videos/a%2Fb",
        "/videos//content",
        "/videos/characters/",
        "/../videos",
    ],
)
def test_a_url_that_does_not_exist(client: httpx.Client, path: str) -> None:
    assert _error(client.get(path)) == (404, None, "unknown_url")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("video_id", ["video_0", "edits", "characters", "%F0%9F%90%B1", "%00", "..%20"])
def test_a_video_that_does_not_exist(client: httpx.Client, method: str, video_id: str) -> None:
    assert _error(client.request(method, f"/videos/{video_id}")) == (404, None, "video_not_found")


@pytest.mark.parametrize("header", [None, "", "Bearer", "bearer", "Basic a2V5", "key"])
def test_a_request_without_a_key(connect: Connect, header: str | None) -> None:
    client = connect(api_key="key")
    for method, path in [("GET", "/videos"), ("POST", "/videos"), ("DELETE", "/videos/x"), ("GET", "/nowhere")]:
        answer = client.request(method, path, headers={} if header is None else {"Authorization": header})
        assert _error(answer) == (401, None, None)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("key", ["wrong", "keykey", "ke", "k\N{LATIN SMALL LETTER E WITH ACUTE}y"])
def test_a_request_with_a_wrong_key(connect: Connect, key: str) -> None:
    answer = connect(api_key="key").get("/videos", headers={b"Authorization": f"Bearer {key}".encode()})
    assert _error(answer) == (401, None, "invalid_api_key")


@pytest.mark.parametrize("key", ["key", "k\N{LATIN SMALL LETTER E WITH ACUTE}y"])
def test_a_request_with_the_key(connect: Connect, key: str) -> None:
    client = connect(api_key=key)
    for scheme in ("Bearer", "bearer"):
        assert client.get("/videos", headers={b"Authorization": f"{scheme} {key}".encode()}).status_code == 200


def test_a_server_without_a_key_takes_any(client: httpx.Client) -> None:
    assert client.get("/videos", headers={"Authorization": "Bearer anything"}).status_code == 200


@pytest.mark.parametrize("base_path", ["", "/openai/v1"])
def test_the_base_path_is_free(connect: Connect, base_path: str) -> None:
    client = connect(base_path=base_path)
    assert client.base_url.path.rstrip("/") == base_path
    assert client.post("/videos", json={"prompt": "x"}).status_code == 200


def test_every_request_has_an_id_of_its_own(client: httpx.Client) -> None:
    assert len({client.get(path).headers["x-request-id"] for path in ("/videos", "/videos", "/nowhere")}) == 3


@pytest.mark.parametrize(
    "settings",
    [{"variants": (name,)} for name in ("times-coarse", "moderated-by-prompt", "ids-uuid")]
    + [{"faults": (name,)} for name in ("list-limit-one-more", "create-id-of-prompt")],
    ids=lambda settings: next(iter(settings.values()))[0],
)
def test_what_stands_before_the_server_stumbles_over_nothing(
    servers: Callable[..., httpx.Client], settings: dict[str, Any]
) -> None:
    client = servers(**settings)
    for limit in ("9" * 5000, "\N{SUPERSCRIPT TWO}", "-1", ""):
        assert client.get("/videos", params={"limit": limit}).status_code == 400
    for body in (b'{"prompt": "\\ud800"}', b'{"prompt": "x", "prompt": 1}', b'{"prompt": ' + b"[" * 5000, b"\xff"):
        answer = client.post("/videos", content=body, headers={"Content-Type": "application/json"})
        assert _error(answer) == (400, None, "invalid_json")
