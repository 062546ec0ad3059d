"""Every command against the mock server, with the output that programs read."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .conftest import COMMAND

if TYPE_CHECKING:
    from .conftest import Shell

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)


def _stored(shell: Shell, video_id: str) -> Any:
    headers = {"authorization": "Bearer key"}
    return httpx.get(f"{shell.environment['OPENAI_BASE_URL']}/videos/{video_id}", headers=headers).json()


def _content(shell: Shell, video_id: str, variant: str = "video") -> bytes:
    url = f"{shell.environment['OPENAI_BASE_URL']}/videos/{video_id}/content?variant={variant}"
    return httpx.get(url, headers={"authorization": "Bearer key"}).content


def test_create_prints_the_id(shell: Shell) -> None:
    words = ["create", "A cat", "--seconds", "8", "--size", "1280x720", "--model", "sora-2-pro"]
    done = shell.run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"video_\w+\n", done.stdout)
    stored = _stored(shell, done.stdout.strip())
    assert {name: stored[name] for name in ("prompt", "seconds", "size", "model")} == {
        "prompt": "A cat",
        "seconds": "8",
        "size": "1280x720",
        "model": "sora-2-pro",
    }


def test_create_waits_and_saves(shell: Shell) -> None:
    done = shell.run("create", "A cat", "--wait", "-o", "cat.mp4")
    assert (done.returncode, done.stderr) == (0, "Saved: cat.mp4\n")
    assert (shell.folder / "cat.mp4").read_bytes() == _content(shell, done.stdout.strip())
    assert [path.name for path in shell.folder.iterdir()] == ["cat.mp4"]


def test_json_is_what_the_server_sent(shell: Shell) -> None:
    video_id = shell.make("Größe 大")
    stored = _stored(shell, video_id)
    for words in (["show", video_id, "--json"], ["--json", "wait", video_id], ["list", "--json"]):
        done = shell.run(*words)
        assert done.stdout.count("\n") == 1
        assert json.loads(done.stdout) == stored
    assert "Größe 大" in done.stdout


@pytest.mark.parametrize("words", [("--input-reference", "still.png"), ("--input-reference", "-")])
def test_an_image_is_sent(shell: Shell, words: tuple[str, str]) -> None:
    (shell.folder / "still.png").write_bytes(PNG)
    done = shell.run("create", "Like this", *words, stdin=PNG)
    assert done.returncode == 0, done.stderr


def test_an_image_is_named(shell: Shell) -> None:
    for reference in (
        "file-123",
        "file_id:file.with.dots",
        "https://example.com/still.png",
        "data:image/png;base64,AA==",
    ):
        done = shell.run("create", "Like this", "--input-reference", reference)
        assert done.returncode == 0, done.stderr


def test_videos_are_made_of_videos(shell: Shell) -> None:
    source = shell.make()
    shell.run("download", source, "-o", "source.mp4")
    for words in (
        ["edit", "Make it night", "--video", source],
        ["edit", "Make it night", "--video", "source.mp4"],
        ["extend", "And then", "--seconds", "8", "--video", f"id:{source}"],
        ["remix", source, "With a dog"],
    ):
        done = shell.run(*words)
        assert done.returncode == 0, done.stderr
        assert _stored(shell, done.stdout.strip())["prompt"] == words[-1 if words[0] == "remix" else 1]
    assert _stored(shell, done.stdout.strip())["remixed_from_video_id"] == source


def test_characters(shell: Shell) -> None:
    shell.run("download", shell.make(), "-o", "bob.mp4")
    made = shell.run("characters", "create", "Bob", "--video", "bob.mp4")
    assert made.returncode == 0, made.stderr
    character_id, created, name = made.stdout.rstrip("\n").split("\t")
    assert name == "Bob"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created)
    assert shell.run("characters", "show", character_id).stdout == made.stdout


def test_lists_are_lines_of_fields(shell: Shell) -> None:
    ids = [shell.make(f"Take\t{number}\n\x1b[31m") for number in range(3)]
    page = shell.run("list", "--limit", "2", "--order", "asc")
    assert (page.returncode, page.stderr) == (0, "")
    rows = [line.split("\t") for line in page.stdout.splitlines()]
    assert [row[0] for row in rows] == ids[:2]
    assert rows[0][1:6] == ["completed", "100", "sora-2", "4", "720x1280"]
    assert rows[0][7:] == ["Take 0  [31m"]
    rest = shell.run("list", "--after", ids[1], "--order", "asc")
    assert rest.stdout.split("\t")[0] == ids[2]
    everything = shell.run("list", "--limit", "1", "--all")
    assert [line.split("\t")[0] for line in everything.stdout.splitlines()] == ids[::-1]


def test_downloads(shell: Shell) -> None:
    video_id = shell.make()
    done = shell.run("download", video_id)
    assert (done.returncode, done.stdout) == (0, f"{video_id}.mp4\n")
    assert (shell.folder / f"{video_id}.mp4").read_bytes() == _content(shell, video_id)
    (shell.folder / "stills").mkdir()
    done = shell.run("download", video_id, "--variant", "thumbnail", "-o", "stills", "--json")
    assert json.loads(done.stdout) == {"path": f"stills/{video_id}.webp"}
    assert (shell.folder / "stills" / f"{video_id}.webp").read_bytes() == _content(shell, video_id, "thumbnail")


def test_a_download_to_standard_output(shell: Shell) -> None:
    video_id = shell.make()
    for words in (["download", video_id, "-o", "-"], ["wait", video_id, "-o", "-"]):
        done = subprocess.run([*COMMAND, *words], cwd=shell.folder, env=shell.environment, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout == _content(shell, video_id)


def test_delete(shell: Shell) -> None:
    video_id = shell.make()
    assert shell.run("delete", video_id).stdout == f"{video_id}\tTrue\tvideo.deleted\n"
    assert "error" in _stored(shell, video_id)


def test_several_ids(shell: Shell) -> None:
    ids = [shell.make() for _ in range(3)]
    shown = shell.run("show", *ids, "--json")
    assert [json.loads(line)["id"] for line in shown.stdout.splitlines()] == ids
    done = shell.run("delete", ids[0], "video_gone", ids[1], ids[2])
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == ids
    assert done.returncode == 1
    assert done.stderr.count("Error: ") == 1
    assert "video_gone" in done.stderr
    assert shell.run("list").stdout == ""


def test_where_it_was_saved(shell: Shell) -> None:
    (shell.folder / "clips").mkdir()
    done = shell.run("create", "A cat", "-o", "cat.mp4")
    assert done.stderr == "Saved: cat.mp4\n"
    video_id = done.stdout.strip()
    assert shell.run("wait", video_id, "-o", "clips").stderr == f"Saved: clips/{video_id}.mp4\n"


def test_text_from_standard_input(shell: Shell) -> None:
    done = shell.run("create", "-", stdin="Große Katze\n".encode())
    assert _stored(shell, done.stdout.strip())["prompt"] == "Große Katze"


def test_options_before_and_after_the_command(shell: Shell) -> None:
    url = shell.environment.pop("OPENAI_BASE_URL")
    for words in (
        ["--base-url", url, "list"],
        ["list", "--base-url", url],
        ["--base-url", "x:", "list", "--base-url", url],
    ):
        assert shell.run(*words).returncode == 0


def test_nothing_there(shell: Shell) -> None:
    done = shell.run("list")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
