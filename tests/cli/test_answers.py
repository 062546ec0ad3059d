"""What the command line sends, and what it makes of servers that answer as they like."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from ..serving import ANY_PORT, Handler, serving
from .conftest import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Shell

VIDEO = {"id": "video_1", "object": "video", "status": "queued", "progress": 0, "created_at": 1712697600}


@dataclass
class Server:
    """Gives the same answer to everything, and keeps what it was sent."""

    body: bytes = json.dumps(VIDEO).encode()
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    @contextmanager
    def running(self, shell: Shell) -> Iterator[Server]:
        server = self

        class Same(Handler):
            def _answer(self) -> None:
                sent = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.requests.append((self.command, self.path, headers, sent))
                self.send_response(server.status)
                for name, value in {"content-length": str(len(server.body)), **server.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(server.body)

            do_GET = do_POST = do_DELETE = _answer

        with serving(ThreadingHTTPServer(ANY_PORT, Same)) as http:
            shell.environment["OPENAI_BASE_URL"] = f"http://127.0.0.1:{http.server_port}/v1"
            yield self


def test_extras_arrive(lost_shell: Shell) -> None:
    words = ["--extra-body", "steps=30", "--extra-body", "negative_prompt=no dogs", "--extra-query", "tenant=a b"]
    with Server().running(lost_shell) as server:
        done = lost_shell.run("create", "A cat", *words, "--extra-header", "Idempotency-Key=once")
        assert done.returncode == 0, done.stderr
        lost_shell.run("create", "A cat", "--input-reference", "file_id:x", "--extra-body", "steps=30")
    (_, path, headers, sent), (_, _, _, by_json) = server.requests
    assert parse_qs(urlsplit(path).query) == {"tenant": ["a b"]}
    assert headers["idempotency-key"] == "once"
    assert b'name="steps"\r\n\r\n30\r\n' in sent
    assert b'name="negative_prompt"\r\n\r\nno dogs\r\n' in sent
    assert json.loads(by_json) == {"prompt": "A cat", "input_reference": {"file_id": "x"}, "steps": 30}


def test_a_key_in_another_header(lost_shell: Shell) -> None:
    del lost_shell.environment["OPENAI_API_KEY"]
    lost_shell.environment["OPENAI_CUSTOM_HEADERS"] = "api-key: abc"
    with Server().running(lost_shell) as server:
        done = lost_shell.run("show", "video_1")
    assert done.returncode == 0, done.stderr
    assert server.requests[0][2]["api-key"] == "abc"
    assert "authorization" not in server.requests[0][2]


def test_settings_are_used(lost_shell: Shell) -> None:
    with Server(b"{}", 500).running(lost_shell) as server:
        done = lost_shell.run("--api-key", "secret-key", "--max-retries", "1", "show", "video_1")
    assert done.returncode == 1
    assert [request[2]["authorization"] for request in server.requests] == ["Bearer secret-key"] * 2


def test_ids_stay_in_their_place(lost_shell: Shell) -> None:
    with Server().running(lost_shell) as server:
        assert lost_shell.run("show", "../files?x=1").returncode == 0
        assert lost_shell.run("show", "..").returncode == 2
    assert [request[1] for request in server.requests] == ["/v1/videos/..%2Ffiles%3Fx%3D1"]


def test_a_file_is_never_named_outside_the_folder(lost_shell: Shell) -> None:
    with Server(b"bytes", headers={"content-type": "video/mp4"}).running(lost_shell):
        done = lost_shell.run("download", "../x")
    assert (done.returncode, done.stdout) == (0, "..%2Fx.mp4\n")
    assert [path.name for path in lost_shell.folder.iterdir()] == ["..%2Fx.mp4"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{}", "Error: The server told no id of a job: {}\n"),
        (b"[]", "Error: The server answered with application/json, not with the JSON object of a Video (HTTP 200)\n"),
    ],
)
def test_answers_that_are_no_videos(lost_shell: Shell, body: bytes, message: str) -> None:
    with Server(body).running(lost_shell):
        done = lost_shell.run("create", "A cat", "--wait")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(message)


BUSY = {"code": 1002, "message": "busy\x1b[2J", "data": None}


def test_a_job_without_an_id(lost_shell: Shell) -> None:
    with Server(json.dumps(BUSY).encode()).running(lost_shell):
        done = lost_shell.run("create", "A cat", "--max-retries", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        'Error: The server told no id of a job: {"code":1002,"message":"busy\\u001b[2J","data":null}\n'
        "If a job was made, it is listed:\n"
        "  openai-videos --max-retries 0 list\n"
    )


@pytest.mark.parametrize("words", [["show", "a"], ["delete", "a"], ["characters", "show", "a"]])
def test_what_is_wrong_with_status_200(lost_shell: Shell, words: list[str]) -> None:
    with Server(json.dumps(BUSY).encode()).running(lost_shell):
        done = lost_shell.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'Error: The server told no id: {"code":1002,"message":"busy\\u001b[2J","data":null}\n'


def test_a_delete_that_tells_no_id(lost_shell: Shell) -> None:
    with Server(b'{"deleted": true}').running(lost_shell):
        assert lost_shell.run("delete", "a").returncode == 0


@pytest.mark.parametrize("how", [["--output", "cat.mp4"], ["-o", "-"]])
def test_a_paid_job_is_named_whatever_the_download_says(lost_shell: Shell, how: list[str]) -> None:
    """What is JSON is no video: the job is there, and its file may be later."""
    with Server(json.dumps(VIDEO | {"status": "completed"}).encode()).running(lost_shell):
        done = lost_shell.run("create", "A cat", *how)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[1:] == ["To download it again:", f"  openai-videos download video_1 -o {how[1]}"]


@pytest.mark.parametrize("end", ["cancelled", "error", "EXPIRED"])
def test_other_ends_without_a_video(lost_shell: Shell, end: str) -> None:
    with Server(json.dumps(VIDEO | {"status": end}).encode()).running(lost_shell):
        done = lost_shell.run("create", "A cat", "-o", "cat.mp4")
    assert (done.returncode, done.stdout) == (3, "video_1\n")
    assert done.stderr == f"Error: Job video_1 ended as {end!r}: no reason given\n"


def test_an_end_that_only_this_server_has(lost_shell: Shell) -> None:
    ready = ["--final-status", "ready", "--final-status", "parked"]
    with Server(json.dumps(VIDEO | {"status": "Parked"}).encode()).running(lost_shell):
        for words in (["wait", "video_1"], ["create", "A cat", "--wait"]):
            done = lost_shell.run(*words, *ready)
            assert (done.returncode, done.stdout, done.stderr) == (0, "video_1\n", "")
        done = lost_shell.run("wait", "video_1", "--final-status", "ready", "--poll-timeout", "0")
    assert done.returncode == 5
    assert done.stderr.splitlines()[-1] == "  openai-videos wait video_1 --final-status ready"


@pytest.mark.parametrize("words", [["list"], ["list", "--all"], ["list", "--json"]])
@pytest.mark.parametrize(("data", "wrong"), [('[null, "x", 5]', "None"), ('"abc"', "'abc'"), ("[1]", "1")])
def test_lists_of_something_else(lost_shell: Shell, words: list[str], data: str, wrong: str) -> None:
    with Server(f'{{"data": {data}, "has_more": false}}'.encode()).running(lost_shell):
        done = lost_shell.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: The server's list has {wrong} where an object was expected.\n"


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json"])
def test_a_page_is_no_video(lost_shell: Shell, kind: str) -> None:
    with Server(b"<html>Login</html>", headers={"content-type": kind}).running(lost_shell):
        done = lost_shell.run("download", "video_1", "-o", "cat.mp4")
        assert lost_shell.run("download", "video_1", "-o", "-").stdout == ""
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: The server answered with {kind.partition(';')[0]}, not with a file of a vid")
    assert list(lost_shell.folder.iterdir()) == []


@pytest.mark.parametrize("headers", [{"content-type": "application/octet-stream"}, {"content-type": "binary"}, {}])
def test_videos_of_unknown_kinds(lost_shell: Shell, headers: dict[str, str]) -> None:
    with Server(b"bytes", headers=headers).running(lost_shell):
        assert lost_shell.run("download", "video_1", "-o", "cat.mp4").returncode == 0
    assert (lost_shell.folder / "cat.mp4").read_bytes() == b"bytes"


def test_a_pause_that_nobody_can_wait(lost_shell: Shell) -> None:
    headers = {"content-type": "application/json", "openai-poll-after-ms": "9" * 400}
    with Server(headers=headers).running(lost_shell):
        done = lost_shell.run("wait", "video_1", "--poll-timeout", "0.1")
    assert done.returncode == 5
    assert done.stderr.startswith("Error: Job video_1 was not done within 0.1 s: 'queued'\n")


def test_ids_cannot_steer_the_terminal(lost_shell: Shell) -> None:
    with Server(json.dumps(VIDEO | {"id": "v\x1b[31m\nX"}).encode()).running(lost_shell):
        done = lost_shell.run("create", "A cat", "--wait", "--poll-timeout", "0.1")
    assert done.returncode == 5
    assert done.stderr.splitlines()[1:] == ["To wait for the job again:", "  openai-videos wait 'v [31m X'"]


HOSTILE = "v\r1\t\x1b[31m\u202e\x9b\n2"


@pytest.mark.parametrize("words", [["create", "A cat"], ["wait", "video_1"], ["show", "video_1"], ["list"]])
def test_ids_forge_no_lines(lost_shell: Shell, words: list[str]) -> None:
    video = VIDEO | {"id": HOSTILE, "status": "completed"}
    body = {"data": [video], "has_more": False} if words == ["list"] else video
    with Server(json.dumps(body).encode()).running(lost_shell):
        done = lost_shell.run(*words)
        printed = lost_shell.run(*words, "--json")
    assert done.returncode == printed.returncode == 0, done.stderr
    assert done.stdout.split("\t")[0].rstrip("\n") == "v 1  [31m   2"
    assert done.stdout.isascii()
    assert printed.stdout.isascii()
    assert json.loads(printed.stdout)["id"] == HOSTILE


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gb2312", "utf-8"])
def test_json_is_json_in_every_encoding(lost_shell: Shell, encoding: str) -> None:
    video = VIDEO | {"prompt": "Gr\u00f6\u00dfe \u732b \U0001f600 \ud800 \\ \u2028"}
    with Server(json.dumps(video).encode()).running(lost_shell):
        done = subprocess.run(
            [*COMMAND, "show", "video_1", "--json"],
            env=lost_shell.environment | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=True,
        )
    assert json.loads(done.stdout.decode(encoding)) == video
    assert ("Gr\u00f6\u00dfe" in done.stdout.decode(encoding)) is (encoding in ("cp1252", "utf-8"))


FILES = {
    "a thumbnail as a video": (b"\xff\xd8\xff\xe0 jpeg", "video/mp4", "video_1.jpg"),
    "a picture of a kind of its own": (b"RIFF....WEBPVP8 ", "image/png", "video_1.webp"),
    "no media type": (b"\x89PNG\r\n\x1a\n", "", "video_1.png"),
    "a film of a kind of its own": (b"\0\0\0\x14ftypqt  ", "video/mp4", "video_1.mov"),
    "bytes that nobody knows": (b"bytes", "image/gif", "video_1.gif"),
}


@pytest.mark.parametrize(("content", "kind", "name"), FILES.values(), ids=list(FILES))
def test_a_file_is_named_by_its_bytes(lost_shell: Shell, content: bytes, kind: str, name: str) -> None:
    video = lost_shell.folder / "video_1.mp4"
    video.write_bytes(b"fetched before")
    with Server(content, headers={"content-type": kind}).running(lost_shell):
        done = lost_shell.run("download", "video_1")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{name}\n", "")
    assert (lost_shell.folder / name).read_bytes() == content
    assert video.read_bytes() == b"fetched before"
    assert sorted(path.name for path in lost_shell.folder.iterdir()) == sorted([name, video.name])


def test_a_hint_has_no_password(lost_shell: Shell) -> None:
    done = lost_shell.run("--base-url", "http://me:secret@127.0.0.1:9/v1", "--max-retries", "0", "create", "A cat")
    assert done.returncode == 4
    assert "openai-videos --base-url http://...@127.0.0.1:9/v1 --max-retries 0 list" in done.stderr
    assert "secret" not in done.stderr


def test_a_long_word_is_an_id(lost_shell: Shell) -> None:
    with Server().running(lost_shell) as server:
        assert lost_shell.run("edit", "At night", "--video", "v" * 300).returncode == 0
    assert json.loads(server.requests[0][3])["video"] == {"id": "v" * 300}


def test_a_pipe_is_read(lost_shell: Shell) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"some bytes")
    os.close(writer)
    with Server().running(lost_shell) as server:
        done = subprocess.run(
            [*COMMAND, "edit", "At night", "--video", f"/dev/fd/{reader}"],
            env=lost_shell.environment,
            pass_fds=[reader],
            capture_output=True,
            text=True,
        )
    os.close(reader)
    assert (done.returncode, done.stdout) == (0, "video_1\n"), done.stderr
    # Its length is not known beforehand.
    assert server.requests[0][2]["transfer-encoding"] == "chunked"


def test_strange_videos_are_shown(lost_shell: Shell) -> None:
    strange = {"id": "a\x1b]0;title\x07b", "status": None, "progress": "half", "created_at": "x", "prompt": "\ud800"}
    with Server(json.dumps({"data": [strange, {}], "has_more": False}).encode()).running(lost_shell):
        lines = lost_shell.run("list")
        printed = lost_shell.run("list", "--json")
        code, shown = lost_shell.show("list")
    assert lines.returncode == printed.returncode == code == 0, lines.stderr + printed.stderr + shown
    assert lines.stdout.splitlines()[0] == "a ]0;title b\t\thalf\t\t\t\tx\t"
    assert [json.loads(line) for line in printed.stdout.splitlines()] == [strange, {}]
    assert "a ]0;title b" in shown


def test_errors_cannot_steer_the_terminal(lost_shell: Shell) -> None:
    body = json.dumps({"error": {"message": "no\x1b[2J\nError: fine"}}).encode()
    with Server(body, 400).running(lost_shell):
        done = lost_shell.run("show", "video_1")
    assert done.stderr == "Error: no [2J Error: fine (HTTP 400)\n"
