"""Faults: each does what its sentence says, and as often as it was asked to."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from openai_videos_mock import ManualClock, MockSettings, SettingsError, create_app, serve
from openai_videos_mock.faults import catalogue

ROOT = Path(__file__).parents[2]
MODULE = [sys.executable, "-m", "openai_videos_mock"]
REQUIREMENTS = {row["id"]: row for row in yaml.safe_load((ROOT / "conformance/requirements.yaml").read_text("utf-8"))}


@contextmanager
def talk(*faults: str, **settings: Any) -> Iterator[httpx.Client]:
    """Talk to a server with these faults, whose jobs complete at once."""
    with (
        serve(MockSettings(faults=faults, job_seconds=0, **settings)) as url,
        httpx.Client(base_url=url, timeout=10) as client,
    ):
        yield client


def make(client: httpx.Client, **wish: Any) -> dict[str, Any]:
    video: dict[str, Any] = client.post("/videos", json={"prompt": "waves", **wish}).json()
    return video


def test_every_requirement_that_binds_has_a_fault() -> None:
    broken = Counter(fault.breaks for fault in catalogue().values())
    assert set(broken) <= set(REQUIREMENTS)
    binding = {name for name, row in REQUIREMENTS.items() if row["level"] in ("MUST", "SHOULD")}
    # The contract's schemas say nothing that no other requirement is about.
    assert binding - set(broken) == {"contract.other"}


def test_sentences_are_unique() -> None:
    faults = list(catalogue().values())
    assert len(faults) >= 140
    assert [words for words, count in Counter(fault.behaviour for fault in faults).items() if count > 1] == []


Look = Callable[[httpx.Client], Any]
EXAMPLES: dict[str, tuple[Look, Any]] = {
    "video-seconds-integer": (lambda c: make(c)["seconds"], 4),
    "video-status-succeeded": (lambda c: make(c)["status"], "succeeded"),
    "video-error-string": (lambda c: make(c, prompt="[fail]")["error"], "generation failed"),
    "video-prompt-missing": (lambda c: "prompt" in make(c), False),
    "create-json-refused": (lambda c: c.post("/videos", json={"prompt": "x"}).status_code, 415),
    "create-one-id": (lambda c: (make(c)["id"], make(c)["id"]), ("video_1", "video_1")),
    "create-default-size": (lambda c: make(c)["size"], "1280x720"),
    "create-prompt-latin": (lambda c: make(c, prompt="ä")["prompt"], "Ã¤"),
    "failed-500": (lambda c: c.get(f"/videos/{make(c, prompt='[fail]')['id']}").status_code, 500),
    "retrieve-late": (lambda c: [c.get(f"/videos/{i}").status_code for i in [make(c)["id"]] * 2], [404, 200]),
    "content-cut-end": (
        lambda c: c.get(f"/videos/{make(c)['id']}/content").headers["content-type"],
        "video/mp4",
    ),
    "preview-thumbnail-video": (
        lambda c: c.get(f"/videos/{make(c)['id']}/content?variant=thumbnail").headers["content-type"],
        "video/mp4",
    ),
    "list-limit-ignored": (lambda c: (make(c), make(c), len(c.get("/videos?limit=1").json()["data"]))[2], 2),
    "list-more-true": (lambda c: c.get("/videos").json()["has_more"], True),
    "list-has-more-number": (lambda c: type(c.get("/videos").json()["has_more"]), int),
    "delete-answers-video": (lambda c: c.delete(f"/videos/{make(c)['id']}").json()["status"], "deleted"),
    "delete-204": (lambda c: c.delete(f"/videos/{make(c)['id']}").status_code, 204),
    "remix-source-null": (
        lambda c: c.post(f"/videos/{make(c)['id']}/remix", json={"prompt": "x"}).json()["remixed_from_video_id"],
        None,
    ),
    "takes-create-no-prompt": (lambda c: c.post("/videos", json={"seconds": "4"}).json()["object"], "video"),
    "error-detail": (lambda c: set(c.get("/videos/nothing").json()), {"detail"}),
    "http-any-method": (lambda c: c.put("/videos").status_code, 200),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_fault_does_what_it_says(name: str) -> None:
    look, expected = EXAMPLES[name]
    with talk(name) as client:
        assert look(client) == expected


def test_a_deleted_video_comes_back_a_second_later() -> None:
    clock = ManualClock()
    with talk("delete-returns", clock=clock) as client:
        video = make(client)["id"]
        assert client.delete(f"/videos/{video}").json()["deleted"] is True
        assert client.get(f"/videos/{video}").status_code == 404
        clock.advance(1.1)
        assert client.get(f"/videos/{video}").json()["id"] == video


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("wire-drop-create", httpx.RemoteProtocolError),
        ("wire-cut-create", httpx.RemoteProtocolError),
        ("wire-overstated-content", None),
        ("wire-understated-list", None),
    ],
)
def test_the_wire_can_break(name: str, error: type[Exception] | None) -> None:
    with talk(name) as client:
        if error is not None:
            with pytest.raises(error):
                make(client)
        elif name == "wire-understated-list":
            with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
                client.get("/videos").json()
        else:
            with pytest.raises(httpx.ReadTimeout):
                client.get(f"/videos/{make(client)['id']}/content", timeout=2)


def test_without_a_fault_nothing_changes_and_with_two_both_do() -> None:
    with talk("video-size-null", "video-model-empty") as client:
        assert (make(client)["size"], make(client)["model"]) == (None, "")
    with talk() as client:
        assert (make(client)["size"], make(client)["model"]) == ("720x1280", "sora-2")


def test_a_fault_strikes_as_often_as_it_was_asked_to() -> None:
    with talk("video-size-null=once") as client:
        assert client.get("/videos").status_code == 200  # nothing to strike at, so nothing is used up
        assert [make(client)["size"] for _ in range(3)] == [None, "720x1280", "720x1280"]
    with talk("video-size-null=2") as client:
        assert [make(client)["size"] for _ in range(4)].count(None) == 2
    with talk("video-size-null=0.3") as client:
        assert 10 <= [make(client)["size"] for _ in range(100)].count(None) <= 50


def test_faults_are_switched_at_run_time_where_that_was_allowed() -> None:
    with talk(control=True) as client:
        control = str(client.base_url.copy_with(path="/-/faults"))
        assert client.put(control, json=["video-size-null=once"]).status_code == 200
        assert [make(client)["size"], make(client)["size"]] == [None, "720x1280"]
        assert client.get(control).json()["faults"] == [{"name": "video-size-null", "struck": 1, "left": 0}]
        refused = client.put(control, json=["video-size-nul"])
        assert (refused.status_code, "video-size-null" in refused.json()["error"]["message"]) == (400, True)
        assert client.delete(control).json() == {"faults": []}
    with talk() as client:
        assert client.get(str(client.base_url.copy_with(path="/-/faults"))).status_code == 404


def test_an_unknown_fault_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(SettingsError, match="the nearest are: list-limit-ignored"):
        create_app(MockSettings(faults=("list-limt-ignored",)))
    done = subprocess.run([*MODULE, "--fault", "list-limt-ignored"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "list-limit-ignored" in done.stderr


def test_the_command_lists_the_faults() -> None:
    done = subprocess.run([*MODULE, "--list-faults"], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == len(catalogue())
