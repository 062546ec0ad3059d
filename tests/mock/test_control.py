"""The control path: what a test in any language can see and change, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import yaml
from openai_videos_mock import ManualClock, MockSettings, SettingsError, VideosServer, create_app, run_server, serve

from .conftest import started

DOCUMENT = yaml.safe_load(
    (Path(__file__).parents[2] / "mock" / "openai_videos_mock" / "control.yaml").read_text("utf-8")
)


@cache
def validator(path: str, method: str, status: str) -> jsonschema_rs.Validator:
    responses = DOCUMENT["paths"][path][method]["responses"]
    name = responses.get(status, responses["default"])["$ref"].rpartition("/")[2]
    pointer = f"#/components/responses/{name}/content/application~1json/schema"
    return jsonschema_rs.validator_for({"$ref": pointer, **DOCUMENT})


def check(response: httpx.Response) -> None:
    """Fail unless the document describes this answer."""
    response.read()
    path, method = response.request.url.path.removeprefix("/-"), response.request.method.lower()
    if response.headers["content-type"] == "application/json" and method in DOCUMENT["paths"].get(path, {}):
        validator(path, method, str(response.status_code)).validate(response.json())


@pytest.fixture(scope="module")
def shared() -> Iterator[VideosServer]:
    settings = MockSettings(clock=ManualClock(), job_seconds=10, control=True, faults="video-model-empty=once")
    with run_server(settings) as server:
        yield server


@pytest.fixture
def control(server: VideosServer) -> Iterator[httpx.Client]:
    url = httpx.URL(server.url).copy_with(path="/-")
    with httpx.Client(base_url=url, event_hooks={"response": [check]}) as client:
        yield client


@pytest.fixture
def client(server: VideosServer) -> Iterator[httpx.Client]:
    with server.http_client() as client:
        yield client


def create(client: httpx.Client, **wish: Any) -> httpx.Response:
    return client.post("/videos", json={"prompt": "waves", **wish})


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["message"]


def test_the_document_names_what_is_there(control: httpx.Client) -> None:
    text = control.get("/openapi.yaml")
    assert text.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(text.text) == DOCUMENT
    methods = {"GET", "PUT", "POST", "DELETE"}
    for path, item in DOCUMENT["paths"].items():
        allowed = set(control.request("PATCH", path).headers["allow"].split(", ")) & methods
        assert allowed == {method.upper() for method in item} & methods
    assert control.get("/nothing").status_code == 404


def test_first_429_then_fine_over_http(control: httpx.Client, client: httpx.Client) -> None:
    rule = {"on": "create", "times": 1, "status": 429, "headers": {"x-a": "b"}}
    assert control.put("/script", json=[rule]).json()["script"] == [
        {"rule": {**rule, "on": ["create_video"]}, "met": 0, "struck": 0}
    ]
    assert [create(client).status_code for _ in range(2)] == [429, 200]
    (cue,) = control.get("/script").json()["script"]
    assert (cue["met"], cue["struck"]) == (2, 1)
    control.post("/script", json={"on": "list", "delay": 0, "wire": "drop"})
    assert len(control.get("/script").json()["script"]) == 2
    assert control.delete("/script").json() == {"script": []}


def test_the_clock_is_moved_over_http(control: httpx.Client, client: httpx.Client) -> None:
    video = create(client).json()
    before = control.get("/clock").json()["now"]
    assert control.post("/clock", json={"advance": 10}).json() == {"now": before + 10}
    assert client.get(f"/videos/{video['id']}").json()["status"] == "completed"
    for wrong in (-1, "1", None, True, [1]):
        assert control.post("/clock", json={"advance": wrong}).status_code == 400


def test_state_and_reset_over_http(control: httpx.Client, client: httpx.Client) -> None:
    video = create(client).json()
    control.post("/script", json={"status": 500})
    control.post("/clock", json={"advance": 5})
    state = control.get("/state").json()
    assert ([job["id"] for job in state["jobs"]], state["jobs"][0]["status"]) == ([video["id"]], "in_progress")
    assert (state["faults"], state["requests"]) == ([{"name": "video-model-empty", "struck": 1, "left": 0}], 1)
    fresh = control.post("/reset").json()
    assert (fresh["jobs"], fresh["script"], fresh["requests"], fresh["now"]) == ([], [], 0, ManualClock()())
    assert fresh["faults"] == [{"name": "video-model-empty", "struck": 0, "left": 1}]


def test_the_journal_over_http(control: httpx.Client, client: httpx.Client) -> None:
    client.post(
        "/videos", data={"prompt": "waves", "seconds": "4"}, files={"input_reference": ("a.png", b"x", "image/png")}
    )
    client.get("/videos", params={"limit": "3"})
    first, second = control.get("/journal").json()["requests"]
    assert (first["fields"], first["files"]) == (
        {"prompt": "waves", "seconds": "4", "input_reference": None},
        [{"name": "input_reference", "filename": "a.png", "media_type": "image/png"}],
    )
    assert (second["operation"], second["query"], second["status"]) == ("list_videos", {"limit": "3"}, 200)
    assert [each["number"] for each in control.get("/journal", params={"on": "list"}).json()["requests"]] == [2]
    fitting = control.post("/journal/expect", json={"on": "create", "times": 1, "sent": {"seconds": 4, "times": None}})
    assert [each["number"] for each in fitting.json()["requests"]] == [1]
    status, message = refusal(control.post("/journal/expect", json={"on": "create", "sent": {"seconds": 8}}))
    assert (status, "closest: number 1" in message) == (409, True)
    assert control.delete("/journal").json() == {"requests": []}
    wrongs: list[Any] = [{"on": 1}, {"times": "1"}, {"times": True}, {"sent": []}, {"seconds": 8}, {"on": "made"}, []]
    for wrong in wrongs:
        assert control.post("/journal/expect", json=wrong).status_code == 400
    assert control.get("/journal", params={"on": "made"}).status_code == 400


@pytest.mark.parametrize("path", ["/script", "/faults"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 5000, b"\xff", b'{"a": 1}', b"[1]", b'["x"]', b'[{"x": 1}]', b"null"]
)
def test_what_cannot_be_followed_is_refused(control: httpx.Client, path: str, content: bytes) -> None:
    before = control.get("/state").json()
    assert control.put(path, content=content).status_code == 400
    assert control.get("/state").json() == before


def test_a_large_body_is_refused(control: httpx.Client) -> None:
    assert control.put("/script", content=b" " * 2_000_000).status_code == 413


def test_the_control_is_off_unless_asked_for(server: VideosServer) -> None:
    with serve() as url:
        assert httpx.get(str(httpx.URL(url).copy_with(path="/-/state"))).status_code == 404


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.test"}, {"Origin": "http://evil.test"}, {"Host": "127.0.0.1.evil.test"}]
)
def test_pages_of_a_browser_are_kept_out(control: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in (("POST", "/reset"), ("GET", "/state"), ("GET", "/openapi.yaml")):
        assert refusal(control.request(method, path, headers=headers))[0] == 403
    for host in ("localhost", "127.0.0.9:1", "[::1]:80"):
        assert control.get("/state", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("client", "status"), [(("127.0.0.1", 1), 200), (("::1", 1), 200), (("192.0.2.1", 1), 403)])
@pytest.mark.anyio
async def test_other_machines_are_kept_out(client: tuple[str, int], status: int) -> None:
    transport = httpx.ASGITransport(create_app(MockSettings(control=True)), client=client)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        assert (await http.get("/-/state")).status_code == status


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def test_with_a_token_nobody_comes_in_without_it() -> None:
    with started("--control-token", "s3cret") as (url, _):
        state = str(httpx.URL(url).copy_with(path="/-/state"))
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "s3cret"}):
            answer = httpx.get(state, headers=headers)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        headers = {"Authorization": "Bearer s3cret", "Host": "gateway.test", "Origin": "http://gateway.test"}
        assert httpx.get(state, headers=headers).status_code == 200
        assert httpx.get(f"{url}/videos").status_code == 200


def test_a_token_is_not_blank() -> None:
    with pytest.raises(SettingsError, match="token"):
        MockSettings(control_token=" ")


def test_a_token_that_guards_nothing_is_refused() -> None:
    with pytest.raises(SettingsError, match="give control=True, too"):
        MockSettings(control_token="s3cret")
