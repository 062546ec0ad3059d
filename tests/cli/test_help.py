"""What the command line says about itself, and where it has that from."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openai_videos_mock import serve

from .conftest import COMMAND
from .test_answers import Server

if TYPE_CHECKING:
    from .conftest import Shell

ROOT = Path(__file__).resolve().parents[2]
SHOWN = Path(__file__).parent / "shown"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["create"],
        ["edit"],
        ["extend"],
        ["remix"],
        ["list"],
        ["show"],
        ["wait"],
        ["download"],
        ["delete"],
        ["characters"],
        ["characters", "create"],
    ],
    ids=" ".join,
)
def test_help(lost_shell: Shell, words: list[str]) -> None:
    """What is kept in `shown/` is this output; after a change it is written anew with WRITE_SHOWN=1."""
    done = lost_shell.run(*words, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    kept = SHOWN / f"{'-'.join(words) or 'help'}.txt"
    if os.environ.get("WRITE_SHOWN"):
        kept.write_text(done.stdout)
    assert done.stdout == kept.read_text()


def test_help_needs_no_server(lost_shell: Shell) -> None:
    lost_shell.environment.clear()
    assert lost_shell.run("-h").stdout.startswith("Usage: openai-videos [OPTIONS] COMMAND [ARGS]...\n")
    assert lost_shell.run("--version").stdout == f"openai-videos {version('openai-videos')}\n"


def test_values_come_from_the_contract(lost_shell: Shell) -> None:
    schemas = yaml.safe_load((ROOT / "openapi.yaml").read_text())["components"]["schemas"]
    for words, option, name in (
        ("create", "--seconds", "VideoSeconds"),
        ("create", "--size", "VideoSize"),
        ("create", "--model", "KnownVideoModel"),
        ("extend", "--seconds", "VideoExtensionSeconds"),
        ("list", "--order", "ListOrder"),
        ("download", "--variant", "ContentVariant"),
    ):
        offered = _completions(lost_shell, f"openai-videos {words} {option} ")
        assert sorted(offered) == sorted(schemas[name]["enum"])


def test_the_shell_completes(lost_shell: Shell) -> None:
    assert _completions(lost_shell, "openai-videos cr") == ["create"]
    assert _completions(lost_shell, "openai-videos characters ") == ["create", "show"]
    assert _completions(lost_shell, "openai-videos create --se") == ["--seconds"]
    assert _completions(lost_shell, "openai-videos create --size 1280") == ["1280x720"]
    for shell in ("bash", "zsh", "fish"):
        assert "_OPENAI_VIDEOS_COMPLETE" in lost_shell.run("completion", shell).stdout


def test_completion_does_not_read_standard_input(lost_shell: Shell) -> None:
    asked = {
        "_OPENAI_VIDEOS_COMPLETE": "bash_complete",
        "COMP_WORDS": "openai-videos create - --mod",
        "COMP_CWORD": "3",
    }
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            COMMAND,
            stdin=reader,
            env=lost_shell.environment | asked,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    finally:
        os.close(reader)
        os.close(writer)
    assert done.stdout == "plain,--model\n"


def test_bash_takes_the_script(lost_shell: Shell) -> None:
    program = lost_shell.folder / "openai-videos"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    program.chmod(0o755)
    command = """
        eval "$(openai-videos completion bash)"
        COMP_WORDS=(openai-videos characters cr) COMP_CWORD=2
        _openai_videos_completion openai-videos
        echo "${COMPREPLY[@]}"
    """
    settings = lost_shell.environment | {"PATH": f"{lost_shell.folder}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", command], env=settings, capture_output=True, text=True, check=False)
    assert done.stdout == "create\n", done.stderr


def _completions(shell: Shell, line: str) -> list[str]:
    words = line.split(" ")
    settings = {"_OPENAI_VIDEOS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = shell.run(environment=settings)
    assert done.returncode == 0, done.stderr
    return [offer.partition(",")[2] for offer in done.stdout.split()]


def _json(schema: Any) -> Any:
    return {"application/json": {"schema": schema}}


ANSWERED: dict[str, Any] = {
    "forget": None,
    "caption": {"text/plain": {"schema": {"type": "string"}}},
    "tags": _json({"type": "array", "items": {"type": "string"}}),
    "versions": _json({"type": "array", "items": {"$ref": "#/components/schemas/Video"}}),
    "owner": _json({"$ref": "#/components/schemas/Error"}),
    "count": _json({"type": "integer"}),
    "poster": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
}
"""Operations, and what they answer with."""
PRINTED = [
    ("forget", b"", "", ""),
    ("caption", b"A cat\x1b[2J\nplays", "A cat [2J\nplays\n", '"A cat\\u001b[2J\\nplays"\n'),
    ("tags", b'["a", "b\\nc"]', "a\nb\nc\n", '"a"\n"b\\nc"\n'),
    ("versions", b'[{"id": "v_1"}, {"id": "v_2"}]', "v_1\nv_2\n", '{"id":"v_1"}\n{"id":"v_2"}\n'),
    ("owner", b'{"message": "m"}', "m\n", '{"message":"m"}\n'),
    ("count", b"3", "3\n", "3\n"),
]


def test_what_the_contract_adds_is_a_command(lost_shell: Shell, tmp_path: Path) -> None:
    """An operation, a parameter and a value that are new in the contract: no line of the command line knows them."""
    spec: Any = yaml.safe_load((ROOT / "openapi.yaml").read_text())
    spec["components"]["schemas"]["VideoSeconds"]["enum"].append("60")
    for body in ("CreateVideoJsonBody", "CreateVideoMultipartBody"):
        spec["components"]["schemas"][body]["properties"]["style"] = {"type": "string", "description": "How it looks."}
    upscale = {**spec["paths"]["/videos/{video_id}"]["get"], "operationId": "upscale_video", "summary": "Upscale"}
    spec["paths"]["/videos/{video_id}/upscale"] = {"post": upscale}
    for name, content in ANSWERED.items():
        answer = {"description": "Done.", **({"content": content} if content else {})}
        asked = {**spec["paths"]["/videos/{video_id}"]["get"], "operationId": name, "summary": name}
        spec["paths"][f"/videos/{{video_id}}/{name}"] = {"get": asked | {"responses": {"200": answer}}}
    contract = tmp_path / "openapi.yaml"
    contract.write_text(yaml.safe_dump(spec, sort_keys=False))
    package = tmp_path / "generated" / "openai_videos_gen"
    script = ROOT / "scripts" / "generate.py"
    client = shutil.copytree(ROOT / "overrides" / "openai_videos", package.parent / "openai_videos")
    place = ["--output", str(package), "--client", str(client)]
    line = [sys.executable, str(script), "--spec", str(contract), *place]
    subprocess.run(line, check=True, capture_output=True)
    lost_shell.environment["PYTHONPATH"] = str(package.parent)
    assert "upscale" in lost_shell.run("--help").stdout
    told = " ".join(lost_shell.run("create", "--help").stdout.split())
    assert "How it looks." in told
    assert "Known: 4, 8, 12, 60." in told
    with serve() as url:
        lost_shell.environment["OPENAI_BASE_URL"] = url
        assert lost_shell.make("A cat", "--style", "oil")
        assert "POST /v1/videos/video_1/upscale" in lost_shell.run("upscale", "video_1").stderr
    for name, sent, text, as_json in PRINTED:
        kind = "text/plain" if name == "caption" else "application/json"
        with Server(sent, headers={"content-type": kind}).running(lost_shell):
            for words, printed in (([], text), (["--json"], as_json)):
                done = lost_shell.run(name, "video_1", *words)
                assert (done.returncode, done.stderr) == (0, "")
                shown = ["\t".join(filter(None, line.split("\t"))) + "\n" for line in done.stdout.splitlines()]
                assert "".join(shown) == printed, name
    with Server(b"\x89PNG\r\n\x1a\nxxxx", headers={"content-type": "image/png"}).running(lost_shell):
        assert lost_shell.run("poster", "video_1").stdout == "video_1.png\n"
