"""The replays of a broken server, each pasted into a shell: what was found shows again."""

import contextlib
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from typing import Any

import attrs
import pytest
from hostile.server import socket_server
from openai_videos_conformance import Evidence, Exchange, Result, Target, judge, observe
from openai_videos_conformance.evidence.har import write_bodies
from openai_videos_conformance.exchange.form import form_parts
from openai_videos_conformance.exchange.replay import Shell, curl
from openai_videos_conformance.report.replay import Replays
from openai_videos_mock import MockSettings, serve

from .conftest import FAILING

FAULTS = (
    "video-seconds-integer",
    "create-upload-name",
    "content-cut",
    "list-limit-ignored",
    "delete-still-listed",
    "job-model-changes",
    "takes-create-any-seconds-form",
    "error-detail",
    "edit-brackets-500",
    "character-201",
    "failed-500",
    "auth-video-open",
)
"""Of requests in every encoding, of jobs while they move, when they have ended and when they are gone."""

KEY = "sk-of-the-replays"


@attrs.frozen
class Shown:
    """What a replay printed of one answer."""

    status: int
    shape: dict[str, str]


def shape_of(body: object) -> dict[str, str]:
    return {key: type(value).__name__ for key, value in body.items()} if isinstance(body, dict) else {}


def answers(printed: str) -> list[Shown]:
    answers = []
    for text in re.split(r"HTTP/1\.1 (?=\d{3} )", printed)[1:]:
        body = re.split(r"\r?\n\r?\n", text, maxsplit=1)[1]
        try:
            value = json.JSONDecoder().raw_decode(body)[0]
        except ValueError:
            value = None
        answers.append(Shown(int(text[:3]), shape_of(value)))
    return answers


def pasted(replay: str, folder: Path) -> tuple[list[Shown], str]:
    done = subprocess.run(
        ["bash", "-c", replay],
        cwd=folder,
        env={"OPENAI_API_KEY": KEY, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
    )
    # What is shown while an id is read from it goes to standard error.
    return answers(done.stderr) + answers(done.stdout), done.stderr


def is_shown(exchange: Exchange, shown: list[Shown], errors: str) -> bool:
    if exchange.status == 0:
        return "curl: (" in errors
    wanted = shape_of(exchange.json)
    return any(each.status == exchange.status and is_alike(each.shape, wanted) for each in shown)


def is_alike(one: dict[str, str], other: dict[str, str]) -> bool:
    """Tell whether two objects have the same keys, and values of the same type where neither is null."""
    same = (one[key] == other[key] or "NoneType" in (one[key], other[key]) for key in one if key in other)
    return one.keys() == other.keys() and all(same)


@pytest.mark.parametrize(("keep", "most", "least"), [(False, 14, len(FAULTS)), (True, 4, 6)], ids=["deleted", "kept"])
def test_every_replay_of_a_broken_server_shows_what_was_found(
    tmp_path: Path, keep: bool, most: int, least: int
) -> None:
    target: dict[str, Any] = {"api_key": KEY, "failing_prompt": FAILING, "keep": keep, "max_jobs": most}
    with serve(MockSettings(job_seconds=1.0, faults=FAULTS, api_key=KEY)) as url:
        evidence = observe(Target(base_url=url, **target))
        results = [result for result in judge(evidence) if result.exchanges]
        for exchange in evidence.exchanges:
            write_bodies(tmp_path / "run", exchange)
        replays = Replays(evidence, Path("run") / "bodies")

        def replay(result: Result) -> str:
            shown, errors = pasted(replays.of(result.exchanges), tmp_path)
            missing = [e.outcome for e in result.exchanges if not is_shown(e, shown, errors)]
            return f"{result.name}: {missing}\n{replays.of(result.exchanges)}\n{shown}\n{errors}" if missing else ""

        with ThreadPoolExecutor(6) as pool:
            told = list(filter(None, pool.map(replay, results)))
    assert len(results) >= least
    assert told == []


def test_a_replay_makes_one_job_at_a_time_where_the_server_does(tmp_path: Path) -> None:
    put_off = exchange(step="form.create.busy", operation=None, status=409, body=b"{}")
    evidence = Evidence()
    for each in (*life("video_1").exchanges, put_off, *life("video_2").exchanges):
        evidence.record.append(each)
    with serve(MockSettings(job_seconds=0.5, variants=("one-at-a-time",))) as url:
        moved = [attrs.evolve(e, url=e.url.replace("http://127.0.0.1:1/v1", url)) for e in evidence.exchanges]
        evidence.record.rename(dict(enumerate(moved)))
        first, second, seen = moved[0], moved[4], moved[5]
        # One is named later, and one is not; what is left behind would be in the way of the second replay.
        for shown in [first, second, seen], [second, first]:
            printed, _ = pasted(Replays(evidence).of(shown), tmp_path)
            assert [each.status for each in printed] == [200] * len(shown)


def test_a_replay_whose_create_is_refused_ends(tmp_path: Path) -> None:
    evidence = life("video_1")
    with serve(MockSettings(job_seconds=0, script=[{"on": "create", "status": 403}])) as url:
        moved = [attrs.evolve(e, url=e.url.replace("http://127.0.0.1:1/v1", url)) for e in evidence.exchanges]
        evidence.record.rename(dict(enumerate(moved)))
        shown, errors = pasted(Replays(evidence).of(moved[1:2]), tmp_path)
    assert (len(shown), "KeyError: 'id'" in errors) == (1, True)


def exchange(**changes: Any) -> Exchange:
    """A create of a made-up server."""
    fields: dict[str, Any] = {
        "step": "defaults.create",
        "operation": "create_video",
        "method": "POST",
        "url": "http://127.0.0.1:1/v1/videos",
        "request_headers": (("content-type", "application/json"),),
        "status": 200,
        "body": b'{"id": "video_1", "status": "queued"}',
    }
    return Exchange(**{**fields, **changes})


def of_form(body: str, **headers: str) -> Exchange:
    """A create in a form whose boundary is B."""
    content = body.replace("\n", "\r\n").encode()
    return exchange(
        request_headers=(("content-type", "multipart/form-data; boundary=B"), *headers.items()), request_body=content
    )


PLAIN = '--B\nContent-Disposition: form-data; name="prompt"\n\n@home; type=x\n--B--\n'
TYPED = '--B\nContent-Disposition: form-data; name="prompt"\nContent-Type: text/plain\n\nx\n--B--\n'


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (of_form(PLAIN), "--form-string 'prompt=@home; type=x'"),
        (of_form(TYPED), """-F 'prompt="x";type=text/plain'"""),
        # A way to write it that curl does not have is sent as it was.
        (of_form(TYPED.replace("text/plain", "text/plain; charset=utf-8")), r"--data-raw $'--B\x0d\x0a"),
        (exchange(request_body=b"\xff\0"), "--data-binary @bodies/"),
        (exchange(request_body=b'{"prompt": "' + b"x" * 3000 + b'"}'), "--data-binary @bodies/"),
        (exchange(url="http://127.0.0.1:1/v1/videos?a[b]=c"), "-g"),
        (exchange(request_headers=(("content-length", "0"),)), "--data-raw ''"),
        (exchange(request_headers=(("transfer-encoding", "chunked"),), request_body=b"x"), "chunked"),
        (exchange(request_headers=(("api-key", "(a secret)"),)), '-H "api-key: $API_KEY"'),
        (exchange(request_headers=(("api-key", "$VIDEOS_KEY"),)), '-H "api-key: $VIDEOS_KEY"'),
        (exchange(headers=(("content-encoding", "gzip"),)), "--compressed"),
        (exchange(error="ReadTimeout: the read timed out", status=0), "-m 60"),
    ],
)
def test_a_request_is_sent_again_as_it_was(sent: Exchange, told: str) -> None:
    assert told in curl(sent, Shell(Path("bodies")))


SHAPES = {
    "typed": 'Content-Type: text/plain\n\nsay "a; b", \\ and ‘去’',
    "plain": '\n@home; type="x"',
}


@pytest.mark.parametrize("shape", [*SHAPES.values(), SHAPES["typed"] + "\nin two lines"])
@pytest.mark.parametrize("boundary", ["B", '"B"'], ids=["plain", "in quotes"])
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_form_is_read_as_it_was(tmp_path: Path, shape: str, boundary: str, chunked: bool) -> None:
    came: list[bytes] = []

    def read(connection: socket) -> None:
        connection.settimeout(0.3)
        with contextlib.suppress(TimeoutError):
            while data := connection.recv(1 << 16):
                came.append(data)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    body = f'--B\nContent-Disposition: form-data; name="prompt"\n{shape}\n--B--\n'.replace("\n", "\r\n").encode()
    headers = [("content-type", f"multipart/form-data; boundary={boundary}")]
    headers += [("transfer-encoding", "chunked")] if chunked else []
    with socket_server(read) as url:
        sent = exchange(url=f"{url}/videos", request_headers=tuple(headers), request_body=body)
        write_bodies(tmp_path, sent)
        pasted(curl(sent, Shell(tmp_path / "bodies")), tmp_path)
    head, _, content = b"".join(came).partition(b"\r\n\r\n")
    lines = dict(line.split(": ", 1) for line in head.decode().splitlines()[1:])
    named = {name.lower(): value for name, value in lines.items()}
    assert (named.get("transfer-encoding") == "chunked") is chunked
    assert ('boundary="' in named["content-type"]) is (boundary.strip("B") != "")
    read_back = form_parts(named["content-type"], unchunked(content) if chunked else content)
    assert read_back == sent.form


def unchunked(content: bytes) -> bytes:
    whole = b""
    while True:
        size, _, content = content.partition(b"\r\n")
        if int(size, 16) == 0:
            return whole
        whole, content = whole + content[: int(size, 16)], content[int(size, 16) + 2 :]


def life(identifier: str) -> Evidence:
    """A job that was made, looked at, and deleted."""
    body = json.dumps({"id": identifier, "status": "completed"}).encode()
    url = f"http://127.0.0.1:1/v1/videos/{identifier.replace('=', '%3D')}"
    created = exchange(request_body=b'{"prompt": "x"}', body=body, started=1.0)
    look = exchange(step="x", operation="retrieve_video", method="GET", url=url, body=body, started=2.0)
    gone = exchange(step="y", operation="delete_video", method="DELETE", url=url, body=b"{}", started=3.0)
    evidence = Evidence()
    for each in (created, look, gone):
        evidence.record.append(each)
    return evidence


def test_the_query_of_a_server_and_its_secret_stay() -> None:
    evidence = life("video_1")
    look = attrs.evolve(evidence.exchanges[1], url="http://h/v1/videos/video_1?version=2&key=$VIDEOS_KEY")
    evidence.record.rename({1: look})
    lines = Replays(evidence).of([look]).splitlines()
    assert 'http://h/v1/videos/"$video"' not in lines[0]
    for line in lines[1:3]:
        assert '"http://h/v1/videos/""$video""?version=2&key=$VIDEOS_KEY"' in line


def test_an_id_is_written_as_it_stands_where_it_goes() -> None:
    evidence = life("video_1==")
    lines = Replays(evidence).of(evidence.exchanges[1:2]).splitlines()
    assert lines[0].startswith("video=$(curl")
    assert lines[1].startswith("video_in_url=$(")
    assert lines[-2].endswith('/v1/videos/"$video_in_url"')
    # An id may be as short as a digit that stands for something else.
    one = life("1")
    assert Replays(one).of(one.exchanges[1:2]).splitlines()[-2].endswith(' http://127.0.0.1:1/v1/videos/"$video"')
