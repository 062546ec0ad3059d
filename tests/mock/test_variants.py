"""Variants: each is what its sentence says, and several can be had at once."""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import yaml
from openai_videos_mock import ManualClock, MockSettings, SettingsError, create_app, serve
from openai_videos_mock.variants import catalogue

ROOT = Path(__file__).parents[2]
MODULE = [sys.executable, "-m", "openai_videos_mock"]
KEY = "sk-lawful-0123456789abcdef"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


NOW = 1_800_000_005


@contextmanager
def talk(*variants: str, **given: Any) -> Iterator[httpx.Client]:
    """Talk to a server like this, whose jobs complete at once and whose clock stands still unless told otherwise."""
    settings = MockSettings(**{"job_seconds": 0, "clock": ManualClock(NOW), "variants": variants, **given})
    headers = {"authorization": f"Bearer {KEY}"}
    with serve(settings) as url, httpx.Client(base_url=url, headers=headers, timeout=10) as client:
        yield client


def make(client: httpx.Client, **wish: Any) -> dict[str, Any]:
    answer = client.post("/videos", json={"prompt": "waves", **wish})
    assert answer.status_code == 200, answer.text
    video: dict[str, Any] = answer.json()
    return video


def status(client: httpx.Client, **wish: Any) -> int:
    return client.post("/videos", json={"prompt": "waves", **wish}).status_code


def upload(client: httpx.Client, path: str, field: str, content: bytes) -> int:
    return client.post(path, data={"prompt": "x", "seconds": "4"}, files={field: ("f", content)}).status_code


def derive(client: httpx.Client, what: str, **body: Any) -> httpx.Response:
    video = {"id": make(client)["id"]}
    return client.post(f"/videos/{what}", json={"prompt": "x", "video": video, **body})


def remix(client: httpx.Client, video: str) -> httpx.Response:
    return client.post(f"/videos/{video}/remix", json={"prompt": "x"})


def content(client: httpx.Client, **query: str) -> httpx.Response:
    return client.get(f"/videos/{make(client)['id']}/content", params=query)


def listed(client: httpx.Client, number: int = 0, **query: Any) -> httpx.Response:
    for _ in range(number):
        make(client)
    return client.get("/videos", params=query)


def character(client: httpx.Client) -> httpx.Response:
    return client.post("/videos/characters", data={"name": "Ada"}, files={"video": ("v.mp4", b"1")})


def boxes(body: bytes) -> list[bytes]:
    kinds, start = [], 0
    while start < len(body):
        kinds.append(body[start + 4 : start + 8])
        start += int.from_bytes(body[start : start + 4])
    return kinds


def raw(client: httpx.Client) -> bytes:
    """What is on the wire, of an answer to a list."""
    url = client.base_url
    with create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(b"GET /v1/videos HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: connection.recv(65536), b""))


def sizes(client: httpx.Client, **query: Any) -> int:
    return len(listed(client, **query).json()["data"])


def refused_of_twenty(client: httpx.Client) -> list[int]:
    """Which of many prompts are refused."""
    return [number for number in range(60) if status(client, prompt=f"Wave {number}") == 400]


def fields(**texts: str) -> dict[str, tuple[None, str]]:
    """A form without files."""
    return {name: (None, text) for name, text in texts.items()}


def content_by_way_of(client: httpx.Client) -> list[tuple[int, str]]:
    """The redirects to the content, and what they lead to."""
    answer = client.get(f"/videos/{make(client)['id']}/content", follow_redirects=True)
    return [(each.status_code, answer.headers["content-type"]) for each in answer.history]


WRONG_KEYS: tuple[dict[str, str], ...] = ({"authorization": "Bearer wrong"}, {"authorization": ""})

Look = Callable[[httpx.Client], Any]

AT_ONCE: dict[str, tuple[Look, Any]] = {
    "unknown-fields-refused": (lambda c: (status(c), status(c, wobble=2)), (200, 400)),
    "blank-prompts-refused": (lambda c: (status(c), status(c, prompt="  ")), (200, 400)),
    "failing-refused": (lambda c: (status(c), status(c, prompt="[fail]")), (200, 400)),
    "control-characters-refused": (lambda c: (status(c, prompt="a\nb"), status(c, prompt="a\0b")), (200, 400)),
    "uploads-checked": (
        lambda c: [upload(c, "/videos", "input_reference", each) for each in (PNG, b"text")],
        [200, 400],
    ),
    "image-size-checked": (lambda c: upload(c, "/videos", "input_reference", small_picture(c)), 400),
    "far-images-refused": (
        lambda c: [
            status(c, input_reference={"image_url": url}) for url in ("data:image/png;base64,aa", "https://x.y")
        ],
        [200, 400],
    ),
    "files-unknown": (lambda c: status(c, input_reference={"file_id": "file_1"}), 400),
    "models-known-only": (lambda c: (status(c, model="sora-2-pro"), status(c, model="wan")), (200, 400)),
    "seconds-as-integer": (lambda c: make(c, seconds=8)["seconds"], "8"),
    "jobs-slow": (lambda c: make(c)["status"], "queued"),
    "never-expires": (lambda c: make(c)["expires_at"], None),
    "expires-from-creation": (lambda c: (v := make(c))["expires_at"] - v["created_at"], 86400),
    "expires-in-9999": (lambda c: make(c)["expires_at"], 253402300799),
    "prompts-hidden": (lambda c: make(c)["prompt"], None),
    "models-own": (lambda c: (make(c)["model"], status(c, model="sora-2")), ("house-video-1", 400)),
    "models-dated": (lambda c: make(c)["model"], "sora-2-2025-12-08"),
    "derived-name-source": (lambda c: derive(c, "edits").json()["remixed_from_video_id"] is not None, True),
    "jobs-from-before": (
        lambda c: (make(c), sizes(c, limit=100), listed(c).json()["data"][0]["prompt"])[1:],
        (100, "waves"),
    ),
    "neighbours": (lambda c: [len(listed(c).json()["data"]) for _ in range(24)][1::11], [0, 1, 1]),
    "times-coarse": (lambda c: {make(c)["created_at"] % 10 for _ in range(3)}, {0}),
    "list-defaults-other": (lambda c: (listed(c, number=4), sizes(c), sizes(c, limit=9))[1:], (3, 4)),
    "list-capped": (lambda c: (listed(c, number=6), sizes(c, limit=100), listed(c).json()["has_more"])[1:], (5, True)),
    "cursor-unknown-404": (lambda c: listed(c, after="x").status_code, 404),
    "cursor-unknown-empty": (lambda c: listed(c, number=1, after="x").json()["data"], []),
    "cursor-unknown-start": (lambda c: (listed(c, number=2), sizes(c, after="x"))[1], 2),
    "limit-zero-refused": (lambda c: listed(c, limit=0).status_code, 400),
    "limit-zero-default": (lambda c: (listed(c, number=2), sizes(c, limit=0))[1], 2),
    "moderated": (lambda c: [status(c) for _ in range(21)].count(400), 2),
    "moderated-later": (
        lambda c: [(v := make(c))["error"] and (v["error"]["code"], v["prompt"]) for _ in range(2)],
        [("moderation_blocked", "waves"), None],
    ),
    "moderated-by-prompt": (
        lambda c: [len(refused_of_twenty(c)) > 0, refused_of_twenty(c) == refused_of_twenty(c)],
        [True, True],
    ),
    "quota": (lambda c: [status(c) for _ in range(10)][7:], [200, 429, 429]),
    "rate-limited": (lambda c: [listed(c).status_code for _ in range(40)].count(429), 1),
    "ids-uuid": (lambda c: len(make(c)["id"]), 36),
    "ids-number": (lambda c: make(c)["id"].isdigit(), True),
    "ids-long": (lambda c: len(make(c)["id"]) > 200, True),
    "ids-encoded": (lambda c: re.fullmatch(r"vidéo: \w+\+\?#%41=&;", make(c)["id"]) is not None, True),
    "refusals-422": (lambda c: status(c, size="1x1"), 422),
    "refusals-400": (
        lambda c: c.post("/videos", content=b"x", headers={"content-type": "text/plain"}).status_code,
        400,
    ),
    "source-unknown-400": (lambda c: remix(c, "x").status_code, 400),
    "ids-checked": (lambda c: [c.get(f"/videos/{v}").status_code for v in ("x", make(c)["id"])], [400, 200]),
    "errors-short": (lambda c: set(listed(c, limit=-1).json()["error"]), {"code", "message"}),
    "errors-wordy": (lambda c: "innererror" in listed(c, limit=-1).json()["error"], True),
    "uploads-not-edited": (lambda c: upload(c, "/videos/edits", "video", b"1"), 400),
    "uploads-not-extended": (lambda c: upload(c, "/videos/extensions", "video", b"1"), 400),
    "brackets-refused": (
        lambda c: (
            c.post("/videos/edits", files={"prompt": (None, "x"), "video[id]": (None, make(c)["id"])}).status_code
        ),
        400,
    ),
    "no-remixes": (lambda c: remix(c, make(c)["id"]).status_code, 404),
    "no-edits": (lambda c: derive(c, "edits").status_code, 404),
    "no-extensions": (lambda c: derive(c, "extensions", seconds="4").status_code, 404),
    "no-characters": (lambda c: (character(c).status_code, c.get("/videos/characters/x").status_code), (404, 404)),
    "no-previews": (lambda c: [content(c, variant=v).status_code for v in ("thumbnail", "video")], [404, 200]),
    "no-spritesheets": (
        lambda c: [content(c, variant=v).status_code for v in ("thumbnail", "spritesheet")],
        [200, 404],
    ),
    "core-only": (lambda c: (derive(c, "edits").status_code, content(c, variant="thumbnail").status_code), (404, 404)),
    "core-only-405": (lambda c: derive(c, "edits").headers["allow"], "GET"),
    "core-only-501": (lambda c: character(c).status_code, 501),
    "core-only-html": (lambda c: character(c).headers["content-type"], "text/html; charset=utf-8"),
    "video-fragmented": (lambda c: [(b"moof" in boxes(v), b"mp4a" in v) for v in [content(c).content]], [(True, True)]),
    "video-index-last": (lambda c: [(boxes(v)[-1], b"mp4a" in v) for v in [content(c).content]], [(b"moov", True)]),
    "video-silent": (lambda c: [(b"mp4a" in v, b"avc1" in v) for v in [content(c).content]], [(False, True)]),
    "length-required": (
        lambda c: (
            c.post(
                "/videos", content=iter([b'{"prompt": "x"}']), headers={"content-type": "application/json"}
            ).status_code
        ),
        411,
    ),
    "image-brackets-refused": (
        lambda c: c.post(
            "/videos", files={"prompt": (None, "x"), "input_reference[image_url]": (None, "https://x.y")}
        ).json()["error"]["message"],
        "The form has a field that is not known.",
    ),
    "bodies-small": (lambda c: status(c, prompt="x" * 2**20), 413),
    "sizes-720p": (lambda c: status(c, size="1792x1024"), 400),
    "video-signed": (lambda c: boxes(content(c).content)[-1], b"uuid"),
    "video-type-codecs": (lambda c: content(c).headers["content-type"], 'video/mp4; codecs="avc1.42E01E"'),
    "video-attached": (lambda c: content(c).headers["content-disposition"][:10], "attachment"),
    "previews-png": (lambda c: content(c, variant="thumbnail").content[:4], b"\x89PNG"),
    "previews-jpeg": (lambda c: content(c, variant="thumbnail").content[:3], b"\xff\xd8\xff"),
    "previews-bmp": (lambda c: content(c, variant="spritesheet").content[:2], b"BM"),
    "no-ranges": (
        lambda c: c.get(f"/videos/{make(c)['id']}/content", headers={"range": "bytes=0-1"}).status_code,
        200,
    ),
    "content-302": (lambda c: content_by_way_of(c), [(302, "video/mp4")]),
    "content-307": (lambda c: content_by_way_of(c), [(307, "video/mp4")]),
    "content-302-always": (lambda c: c.get("/videos/video_0/content").status_code, 302),
    "content-elsewhere": (
        lambda c: [each(content(c).headers["location"]).status_code for each in (httpx.get, c.get)],
        [200, 400],
    ),
    "characters-without-id": (lambda c: character(c).json()["id"], None),
    "characters-nameless": (lambda c: character(c).json()["name"], None),
    "nulls-absent": (lambda c: "error" in make(c), False),
    "keys-late": (lambda c: make(c)["url"], "https://example.org/video.mp4"),
    "keys-extra": (
        lambda c: ["usage" in each for each in (make(c), listed(c).json(), listed(c).json()["data"][0])],
        [True, True, True],
    ),
    "json-turned": (lambda c: list(make(c))[-1], "id"),
    "json-escaped": (lambda c: b"\\u00e4" in c.post("/videos", json={"prompt": "ä"}).content, True),
    "json-pretty": (lambda c: listed(c).text[:6], "{\n    "),
    "deleted-410": (
        lambda c: [c.request(m, f"/videos/{v}").status_code for v in [make(c)["id"]] for m in ("DELETE", "GET")],
        [200, 410],
    ),
    "characters-403": (
        lambda c: [c.post("/videos/characters").status_code, c.get("/videos/characters/char_1").status_code],
        [403, 404],
    ),
    "keyed": (lambda c: [c.get("/videos", headers=each).status_code for each in ({}, *WRONG_KEYS)], [200, 401, 401]),
    "keyed-by-any": (
        lambda c: [c.get("/videos", headers=each).status_code for each in ({}, *WRONG_KEYS)],
        [200, 200, 401],
    ),
    "path-long": (lambda c: (c.base_url.path, listed(c).status_code), ("/openai/v1/", 200)),
    "path-none": (lambda c: (c.base_url.path, listed(c).status_code), ("/", 200)),
    "page-for-no-route": (lambda c: c.get("/nothing").text[:15], "<!doctype html>"),
    "method-404": (lambda c: c.put("/videos").status_code, 404),
    "method-501": (lambda c: c.put("/videos").status_code, 501),
    "no-head": (lambda c: c.head("/videos").status_code, 405),
    "cors": (
        lambda c: (c.options("/videos").status_code, listed(c).headers["access-control-allow-origin"]),
        (204, "*"),
    ),
    "no-request-id": (lambda c: "x-request-id" in listed(c).headers, False),
    "headers-many": (lambda c: len(listed(c).headers.get_list("set-cookie")), 2),
    "charset": (lambda c: listed(c).headers["content-type"], "application/json; charset=utf-8"),
    "gzip": (lambda c: (listed(c).headers["content-encoding"], listed(c).json()["data"]), ("gzip", [])),
    "connection-close": (lambda c: listed(c).headers["connection"], "close"),
    "chunked": (lambda c: (listed(c).headers["transfer-encoding"], len(content(c).content) > 1000), ("chunked", True)),
    "http-1.0": (lambda c: (raw(c)[:15], listed(c).json()["data"]), (b"HTTP/1.0 200 OK", [])),
    "until-close": (lambda c: (b"content-length" in raw(c), listed(c).json()["data"]), (False, [])),
    "headers-shouted": (lambda c: b"CONTENT-TYPE: APPLICATION/JSON\r\n" in raw(c), True),
    "early-hints": (lambda c: (raw(c)[:12], listed(c).status_code), (b"HTTP/1.1 103", 200)),
}
"""Of a server whose jobs complete at once."""


UNDER_WAY: dict[str, tuple[Look, Any]] = {
    "jobs-fail-at-once": (lambda c: make(c, prompt="[fail]")["status"], "failed"),
    "no-poll-hint": (lambda c: "openai-poll-after-ms" in c.post("/videos", json={"prompt": "x"}).headers, False),
    "jobs-instant": (lambda c: make(c)["status"], "completed"),
    "jobs-never-queued": (lambda c: make(c)["status"], "in_progress"),
    "clock-behind": (lambda c: NOW - make(c)["created_at"], 200),
    "busy": (
        lambda c: [c.post("/videos", json={"prompt": "x"}).headers.get("retry-after") for _ in range(5)][3:],
        [None, "1"],
    ),
    "busy-no-hint": (lambda c: [status(c) for _ in range(5)][3:], [200, 429]),
    "one-at-a-time": (lambda c: [status(c), status(c), status(c, seconds="5")], [200, 409, 409]),
    "not-ready-400": (lambda c: content(c).status_code, 400),
    "not-ready-409": (lambda c: content(c).status_code, 409),
    "not-ready-425": (lambda c: content(c).status_code, 425),
    "delete-cancels": (
        lambda c: [c.request(m, f"/videos/{v}").status_code for v in [make(c)["id"]] for m in ("DELETE", "GET")],
        [200, 404],
    ),
    "delete-cancels-to-failed": (
        lambda c: [
            c.request(m, f"/videos/{v}").json().get("status") for v in [make(c)["id"]] for m in ("DELETE", "GET")
        ],
        [None, "failed"],
    ),
    "uploads-probed-late": (
        lambda c: c.post("/videos/edits", data={"prompt": "x"}, files={"video": ("f", b"1")}).json()["seconds"],
        "12",
    ),
    "delete-conflicts": (lambda c: c.delete(f"/videos/{make(c)['id']}").status_code, 409),
}
"""Of a server whose jobs take a minute."""

HALF_WAY = {
    "jobs-queued-to-the-end": ("status", "queued"),
    "progress-jumps": ("progress", 0),
    "total-at-the-end": ("seconds", "8"),
}
"""What a job shows in the middle of its life."""


def small_picture(client: httpx.Client) -> bytes:
    """A real picture of another size than a video."""
    return content(client, variant="spritesheet").content


WAITING = {
    "slow": (0.01, [15, 15]),
    "cold-start": (1.0, [8, 0]),
}
"""How often a clock is waited for that goes on by so much with each look at it, in two answers."""


class LookedAtClock:
    """A clock that goes on when it is looked at, and counts that."""

    def __init__(self, step: float) -> None:
        self.step, self.looks = step, 0

    def __call__(self) -> float:
        self.looks += 1
        return NOW + self.looks * self.step


def test_every_variant_is_looked_at() -> None:
    assert set(AT_ONCE) | set(UNDER_WAY) | set(HALF_WAY) | set(WAITING) == set(catalogue())


def seen(look: Look, *variants: str, **given: Any) -> Any:
    with talk(*variants, **given) as client:
        return look(client)


def otherwise(look: Look, expected: Any, **given: Any) -> bool:
    """Whether a server without variants is not like that: else looking would prove nothing."""
    try:
        return bool(seen(look, **given) != expected)
    except (KeyError, TypeError, ValueError, AssertionError, IndexError):
        return True


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_variant_is_what_it_says(name: str) -> None:
    look, expected = AT_ONCE[name]
    assert seen(look, name) == expected
    assert otherwise(look, expected)


@pytest.mark.parametrize("name", UNDER_WAY)
def test_a_variant_is_what_it_says_while_jobs_are_under_way(name: str) -> None:
    look, expected = UNDER_WAY[name]
    assert seen(look, name, job_seconds=60) == expected
    assert otherwise(look, expected, job_seconds=60)


@pytest.mark.parametrize("name", WAITING)
def test_a_variant_waits_as_long_as_it_says(name: str) -> None:
    step, expected = WAITING[name]

    def looks(*variants: str) -> list[int]:
        clock = LookedAtClock(step)
        with talk(*variants, clock=clock) as client:
            counts = [(clock.looks, listed(client).status_code, clock.looks) for _ in range(2)]
        return [after - before for before, _, after in counts]

    waited = [one - other for one, other in zip(looks(name), looks(), strict=True)]
    # A wait looks at the clock twice more than it waits: for its end, and to see that this has come.
    assert [count <= extra <= count + 2 for extra, count in zip(waited, expected, strict=True)] == [True, True], waited


@pytest.mark.parametrize(("name", "taken"), [("quota", 8), ("busy", 4), ("one-at-a-time", 1)])
def test_what_counts_jobs_counts_those_that_are_asked_for_at_one_time(name: str, taken: int) -> None:
    slow = [{"on": "create", "times": 12, "delay": 0.2}]
    with talk(name, job_seconds=60, script=slow, clock=time.time) as client, ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda _: status(client), range(12)))
        assert made.count(200) == taken
        assert status(client) in (409, 429)


@pytest.mark.parametrize("name", HALF_WAY)
def test_a_variant_is_what_it_says_in_the_middle_of_a_job(name: str) -> None:
    key, expected = HALF_WAY[name]
    for variants in ([name], []):
        clock = ManualClock()
        with talk(*variants, clock=clock, job_seconds=10) as client:
            source = make(client)["id"]
            clock.advance(10)
            body = {"prompt": "x", "seconds": "8", "video": {"id": source}}
            job = client.post("/videos/extensions", json=body).json()["id"]
            clock.advance(5)
            assert (client.get(f"/videos/{job}").json()[key] == expected) is bool(variants)
            clock.advance(5)
            done = client.get(f"/videos/{job}").json()
            assert (done["status"], done["progress"], done["seconds"]) == ("completed", 100, "12")


@pytest.mark.parametrize("name", [name for name in catalogue() if name.startswith("ids-")])
def test_ids_of_any_form_work_on_every_route(name: str) -> None:
    with talk(name) as client:
        first, second = make(client)["id"], make(client)["id"]
        path = f"/videos/{quote(first, safe='')}"
        assert client.get(path).json()["id"] == first
        assert client.get(f"{path}/content").status_code == 200
        assert listed(client, after=second).json()["last_id"] == first
        assert client.post(f"{path}/remix", json={"prompt": "x"}).json()["remixed_from_video_id"] == first
        assert client.post("/videos/edits", files=fields(prompt="x", **{"video[id]": first})).status_code == 200
        assert client.post("/videos/edits", json={"prompt": "x", "video": {"id": first}}).status_code == 200
        assert client.delete(path).json()["id"] == first
        assert client.get(path).status_code == 404


def test_variants_go_together_and_with_faults() -> None:
    names = ("gzip", "ids-uuid", "nulls-absent", "content-302", "keyed", "chunked", "previews-png")
    with talk(*names, faults=("video-size-null",)) as client:
        video = make(client)
        assert (len(video["id"]), video["size"], "error" in video) == (36, None, False)
        away = client.get(f"/videos/{video['id']}/content", params={"variant": "thumbnail"}).headers["location"]
        assert httpx.get(str(client.base_url.copy_with(raw_path=away.encode()))).content[:4] == b"\x89PNG"
        assert listed(client).headers["content-encoding"] == "gzip"


def test_a_server_without_variants_is_the_reference() -> None:
    assert MockSettings().variants == ()
    with talk() as client:
        assert (make(client)["model"], len(make(client)["id"])) == ("sora-2", 38)


def test_grounds_are_facts_of_the_contract_and_what_is_bent_is_a_requirement() -> None:
    facts = {
        fact["id"]
        for path in (ROOT / "docs" / "contract").glob("*.yaml")
        for rows in yaml.safe_load(path.read_text("utf-8")).values()
        if isinstance(rows, list)
        for fact in rows
        if "id" in fact
    }
    rows = yaml.safe_load((ROOT / "conformance/requirements.yaml").read_text("utf-8"))
    recommended = {row["id"] for row in rows if row["level"] != "MUST"}
    for variant in catalogue().values():
        assert set(variant.ground) <= facts, variant.name
        assert set(variant.bends) <= recommended, variant.name


def test_sentences_are_unique() -> None:
    variants = list(catalogue().values())
    assert len(variants) >= 40
    assert [words for words, n in Counter(variant.behaviour for variant in variants).items() if n > 1] == []


def test_what_cannot_be_had_is_refused() -> None:
    with pytest.raises(SettingsError, match="there is no variant 'ids-uid'; the nearest are: ids-uuid"):
        create_app(MockSettings(variants=("ids-uid",)))
    with pytest.raises(SettingsError, match="cannot be both 'ids-uuid' and 'ids-long'"):
        create_app(MockSettings(variants=("ids-uuid", "gzip", "ids-long")))
    done = subprocess.run([*MODULE, "--variant", "ids-uid"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_command_lists_the_variants_and_takes_them() -> None:
    done = subprocess.run([*MODULE, "--list-variants"], capture_output=True, text=True, check=True)
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(catalogue())
    command = [*MODULE, "--port", "0", "--variant", "path-long", "--variant", "ids-uuid"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().rpartition(" ")[2].strip()
            assert url.endswith("/openai/v1")
            assert len(httpx.post(f"{url}/videos", json={"prompt": "x"}).json()["id"]) == 36
        finally:
            process.terminate()
