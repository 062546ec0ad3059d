"""Generating: the same bytes everywhere, clear refusals, and nothing to write by hand for what the contract adds."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT

SCRIPT = ROOT / "scripts" / "generate.py"
sys.path.insert(0, str(SCRIPT.parent))
from generation import templates  # noqa: E402
from generation.failure import GenerateError  # noqa: E402

TEMPLATES = ROOT / "overrides" / "templates"
COMMITTED = ROOT / "generated" / "openai_videos_gen"
CLIENT = ROOT / "overrides" / "openai_videos"


def _run(*arguments: object, script: Path = SCRIPT, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> Any:
    command = [sys.executable, str(script), *map(str, arguments)]
    settings = os.environ | (environment or {})
    return subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, check=False)


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def _client(folder: Path) -> Path:
    """Lay down the package that stands on what is generated, to be written into."""
    return shutil.copytree(CLIENT, folder / "openai_videos", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client that nothing is to be written into."""
    return _client(tmp_path_factory.mktemp("client"))


def test_half_a_place_is_refused(tmp_path: Path) -> None:
    """Otherwise the client of the repository would be written for another contract."""
    for half in ("--output", "--client"):
        done = _run(half, tmp_path / "openai_videos")
        assert done.returncode == 2
        assert "go together" in done.stderr


def _refused(done: Any, *texts: str) -> None:
    assert done.returncode == 1
    assert all(line.startswith("generate: ") for line in done.stderr.splitlines())
    assert "Traceback" not in done.stderr
    assert all(text in done.stderr for text in texts), done.stderr


def _spec() -> Any:
    return yaml.safe_load((ROOT / "openapi.yaml").read_text())


def test_what_is_committed_is_what_the_contract_gives() -> None:
    done = _run("--check")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_same_bytes_on_another_machine(tmp_path: Path) -> None:
    """Neither the settings of an enclosing project, nor the order of sets, nor locale or home change anything."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.ruff]\nline-length = 40\nindent-width = 2\n[tool.ruff.format]\nquote-style = "single"\n'
    )
    output = tmp_path / "deep" / "openai_videos_gen"
    environment = {"PYTHONHASHSEED": "7", "HOME": str(tmp_path), "LC_ALL": "C", "TZ": "Asia/Tokyo", "COLUMNS": "30"}
    client = _client(tmp_path)
    shutil.rmtree(client / "_sync")
    shutil.rmtree(client / "resources")
    done = _run("--output", output, "--client", client, cwd=tmp_path, environment=environment)
    assert done.returncode == 0, done.stderr
    assert _files(output) == _files(COMMITTED)
    assert _files(client) == _files(CLIENT)
    # Over an older package: nothing of it survives, and nothing is left beside it.
    (output / "models" / "gone.py").write_text("x = 1\n")
    (client / "resources" / "gone.py").write_text("x = 1\n")
    assert _run("--output", output, "--client", client, cwd=tmp_path).returncode == 0
    assert _files(output) == _files(COMMITTED)
    assert _files(client) == _files(CLIENT)
    assert [path.name for path in output.parent.iterdir()] == ["openai_videos_gen"]


def test_a_stale_package_is_shown_and_left_alone(tmp_path: Path) -> None:
    spec = _spec()
    spec["components"]["schemas"]["VideoStatus"]["enum"].append("cancelled")
    changed = tmp_path / "openapi.yaml"
    changed.write_text(yaml.safe_dump(spec))
    before = _files(COMMITTED)
    done = _run("--check", "--spec", changed)
    assert done.returncode == 1
    assert '+    "cancelled",' in done.stdout
    assert "run make generate" in done.stderr
    assert _files(COMMITTED) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("openapi: [", "not YAML"),
        (b"\xff\xfe\x00", "cannot be read"),
        ("", "is not an OpenAPI document"),
        ("openapi: 3.1.0\npaths: {/a: {}, /a: {}}", "the key '/a' is there twice"),
        ("openapi: 3.1.0\npaths: {/a: 3}", "/paths/~1a: a path is an object"),
        (
            "openapi: 3.1.0\npaths: {/a: {get: {operationId: a, responses: 3}}}",
            "/paths/~1a/get/responses: this must be",
        ),
    ],
)
def test_a_broken_contract_is_told_by_the_line(tmp_path: Path, client: Path, text: str | bytes, message: str) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    output = tmp_path / "openai_videos_gen"
    _refused(_run("--spec", path, "--output", output, "--client", client), message)
    assert [item.name for item in tmp_path.iterdir()] == ["openapi.yaml"]


def test_a_missing_contract_is_one_line(tmp_path: Path, client: Path) -> None:
    place = ("--output", tmp_path / "o", "--client", client)
    _refused(_run("--spec", tmp_path / "no.yaml", *place), "no such file", "no.yaml")
    _refused(_run("--spec", tmp_path, *place), "cannot be read")


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, client: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    _refused(_run("--output", file, "--client", client), "is not a folder")
    _refused(_run("--output", file / "openai_videos_gen", "--client", client), "cannot write", str(file))
    _refused(_run("--output", "/proc/openai_videos_gen", "--client", client), "cannot write", "/proc")


def test_nothing_but_its_own_output_is_replaced(tmp_path: Path, client: Path) -> None:
    (tmp_path / "precious").write_text("x")
    _refused(_run("--output", tmp_path, "--client", client), "left alone")
    assert (tmp_path / "precious").read_text() == "x"
    own = _client(tmp_path / "own")
    (own / "_sync" / "__init__.py").write_text('"""My own."""')
    _refused(_run("--output", tmp_path / "openai_videos_gen", "--client", own), "_sync", "left alone")
    assert (own / "_sync" / "__init__.py").read_text() == '"""My own."""'
    _refused(_run("--output", tmp_path / "o", "--client", tmp_path / "nowhere"), "has no _async")


def test_every_generated_file_says_so() -> None:
    files = [*COMMITTED.rglob("*.py"), *(CLIENT / "_sync").rglob("*.py"), *(CLIENT / "resources").rglob("*.py")]
    assert len(files) > 40
    for path in files:
        first = path.read_text().splitlines()[0]
        assert first.endswith("by `make generate`; never edited by hand."), path


def test_what_is_generated_stands_alone() -> None:
    for path in COMMITTED.rglob("*.py"):
        assert not re.search(r"^\s*(from|import) openai_videos(\.|\s)", path.read_text(), re.MULTILINE), path


@pytest.mark.parametrize("tool", ["openapi-python-client", "ruff"])
def test_another_version_is_refused(tmp_path: Path, tool: str) -> None:
    folder = tmp_path / f"{tool.replace('-', '_')}-0.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {tool}\nVersion: 0.1\n")
    _refused(_run("--check", environment={"PYTHONPATH": str(tmp_path)}), tool, "is needed, found: 0.1", "pip install")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("endpoint_module.py.jinja", "boundary=+++", "boundary=---", "no longer matches our patch"),
        ("endpoint_macros.py.jinja", "body_required and", "body_is_required and", "no longer matches our patch"),
        ("literal_enum.py.jinja", "def check_", "def verify_", "no longer matches our patch"),
        ("model.py.jinja", "KeyError", "KeyError", None),
        ("model.py.jinja", "d = dict(src_dict)", "d = src_dict", "not the one that ours replaces"),
        ("types.py.jinja", "class Unset", "class Missing", "not the one that ours replaces"),
    ],
)
def test_templates_that_moved_are_noticed(tmp_path: Path, file: str, old: str, new: str, message: str | None) -> None:
    upstream = tmp_path / "upstream"
    shutil.copytree(templates.upstream_templates(), upstream)
    path = upstream / file
    path.write_text(path.read_text().replace(old, new))
    if message is None:
        templates.write_templates(tmp_path / "target", {}, upstream, TEMPLATES)
        return
    with pytest.raises(GenerateError) as caught:
        templates.write_templates(tmp_path / "target", {}, upstream, TEMPLATES)
    assert f"- {file} " in str(caught.value)
    assert message in str(caught.value)
    # What moved is shown beside what ours was made for.
    assert f"--- kept/{file}" in str(caught.value)
    assert re.search(rf"^\+.*{re.escape(new)}", str(caught.value), re.MULTILINE)


def test_all_that_moved_is_told_in_one_run(tmp_path: Path) -> None:
    upstream = tmp_path / "upstream"
    shutil.copytree(templates.upstream_templates(), upstream)
    for name in ("model.py.jinja", "types.py.jinja"):
        (upstream / name).write_text((upstream / name).read_text() + "{# moved #}\n")
    (upstream / "literal_enum.py.jinja").unlink()
    with pytest.raises(GenerateError) as caught:
        templates.write_templates(tmp_path / "target", {}, upstream, TEMPLATES)
    told = str(caught.value)
    for name in ("model.py.jinja", "types.py.jinja"):
        assert hashlib.sha256((upstream / name).read_bytes()).hexdigest() in told
        assert f"installed/{name}" in told
    assert "- literal_enum.py.jinja no longer matches our patch" in told


def test_the_kept_originals_are_those_that_ours_were_made_for() -> None:
    kept = ROOT / "overrides" / "templates" / "upstream"
    changes = tomllib.loads((TEMPLATES / "patches.toml").read_text())
    for change in changes["patch"] + changes["replace"]:
        assert (kept / change["file"]).read_bytes() == (templates.upstream_templates() / change["file"]).read_bytes()
    assert "MIT License" in (kept / "LICENSE").read_text()


@pytest.mark.parametrize("kind", ["file", "model"])
def test_a_kind_of_property_without_a_rule_is_refused(tmp_path: Path, kind: str) -> None:
    """As if upstream had renamed one: downloads would give None, and uploads would be lost, in silence."""
    _project(tmp_path)
    names = (tmp_path / "overrides" / "templates").glob("*.jinja")
    for path in names:
        text = path.read_text()
        path.write_text(text.replace(f'"{kind}_property.py.jinja"', f'"{kind}_as_it_was.py.jinja"'))
    done = _run(script=tmp_path / "scripts" / "generate.py", cwd=tmp_path)
    _refused(done, "no rule for", f"{kind}_property.py.jinja")


def test_a_required_body_is_required() -> None:
    for operation in ("create_video", "edit_video", "extend_video", "remix_video", "create_character"):
        module = importlib.import_module(f"openai_videos_gen.api.videos.{operation}")
        parameter = inspect.signature(module._get_kwargs).parameters["body"]
        assert parameter.default is parameter.empty


def test_every_patch_says_why() -> None:
    changes = tomllib.loads((TEMPLATES / "patches.toml").read_text())
    for change in changes["patch"] + changes["replace"]:
        assert change["reason"]
        assert change["upstream"]


def _project(folder: Path) -> None:
    """Lay down all that generating needs."""
    for name in (
        "scripts/generate.py",
        "scripts/references.py",
        "scripts/reading.py",
        "pyproject.toml",
        "openapi.yaml",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "scripts" / "generation", folder / "scripts" / "generation")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    shutil.copytree(COMMITTED, folder / "generated" / "openai_videos_gen")


@pytest.mark.parametrize(
    ("template", "text", "message"),
    [
        ("types.py.jinja", "\nmissing_name\n", "F821"),
        ("types.py.jinja", "\nimport nowhere_to_be_found\n\nnowhere_to_be_found.use()\n", "No module named"),
        ("model.py.jinja", "\ndef broken(:\n", "ruff cannot tidy"),
    ],
)
def test_a_package_that_cannot_be_imported_is_refused(tmp_path: Path, template: str, text: str, message: str) -> None:
    _project(tmp_path)
    with (tmp_path / "overrides" / "templates" / template).open("a") as file:
        file.write(text)
    _refused(_run(script=tmp_path / "scripts" / "generate.py", cwd=tmp_path), message)
    assert _files(tmp_path / "generated" / "openai_videos_gen") == _files(COMMITTED)


def _extended() -> Any:
    """Add an operation, a parameter, fields and an enum value to the contract."""
    spec = _spec()
    schemas = spec["components"]["schemas"]
    schemas["VideoStatus"]["enum"].append("cancelled")
    schemas["Video"]["properties"]["fps"] = {"type": "integer", "description": "Frames per second."}
    schemas["Video"]["properties"]["moved_at"] = {"type": "integer"}
    schemas["Video"]["properties"]["parts"] = {"type": "array", "items": {"$ref": "#/components/schemas/Part"}}
    schemas["Part"] = {
        "type": "object",
        "properties": {"type": {"type": "string"}, "whole": {"$ref": "#/components/schemas/Video"}},
    }
    for kind in ("Json", "Multipart"):
        properties = schemas[f"CreateVideo{kind}Body"]["properties"]
        properties["seed"] = {"type": "integer", "description": "Where chance begins."}
        properties["loop"] = {"type": "boolean"}
        properties["quality"] = {"type": "string", "default": "hd"}
    schemas["CreateVideoJsonBody"]["properties"]["characters"] = {"type": "array", "items": {"type": "object"}}
    properties = spec["paths"]["/videos"]["get"]["parameters"]
    properties.append({"name": "status", "in": "query", "schema": {"$ref": "#/components/schemas/VideoStatus"}})
    properties.append({"name": "size", "in": "query", "schema": {"type": "integer", "default": 7}})
    properties.append({"name": "X-Trace", "in": "header", "schema": {"type": "string"}})
    cancel: dict[str, Any] = {
        "operationId": "cancel_video",
        "tags": ["videos"],
        "description": "Stop a job.",
        "parameters": [{"$ref": "#/components/parameters/VideoId"}],
    }
    cancel["responses"] = {"200": {"$ref": "#/components/responses/VideoJob"}}
    content = {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Upscale"}}}
    schemas["Upscale"] = {
        "type": "object",
        "required": ["mask"],
        "properties": {"mask": {"type": "string", "format": "binary"}, "note": {"type": "string"}},
    }
    upscale: dict[str, Any] = {
        "operationId": "upscale_video",
        "tags": ["videos"],
        "requestBody": {"content": content, "required": True},
    }
    upscale["responses"] = {"204": {"description": "Done."}}
    inspect = {key: cancel[key] for key in ("tags", "parameters", "responses")} | {"operationId": "inspect_video"}
    spec["paths"]["/videos/{video_id}/details"] = {"get": inspect}
    spec["paths"]["/videos/{video_id}/cancel"] = {"post": cancel}
    spec["paths"]["/videos/upscale"] = {"put": upscale}
    spec["paths"]["/models"] = {
        "get": {
            "operationId": "list_models",
            "tags": ["models"],
            "responses": {
                "200": {"description": "x", "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
            },
        }
    }
    return spec


USE = """
import asyncio, inspect, json, sys
import httpx, openai_videos_gen
from openai_videos import AsyncClient, Client
from openai_videos.types import VideoStatus

assert openai_videos_gen.__file__.startswith(sys.argv[1]), openai_videos_gen.__file__
assert "cancelled" in VideoStatus.__args__
JOB = {"moved_at": 1712697600, "id": "video_1"}
JOB |= {"status": "cancelled", "fps": 24, "parts": [{"type": "a", "whole": {"id": "video_2"}}]}
seen = []

def handle(request):
    seen.append((request.method, request.url.raw_path.decode(), request.headers.get("x-trace"), request.content))
    if request.url.path.endswith("models"):
        return httpx.Response(200, content=b"a,b")
    if request.method == "PUT":
        return httpx.Response(204)
    if request.url.path.endswith("details"):
        return httpx.Response(200, json=JOB)
    if request.method == "GET":
        return httpx.Response(200, json={"data": [JOB], "has_more": False})
    return httpx.Response(200, json=JOB)

async def steps(client, get):
    job = await get(client.videos.cancel("video/1"))
    assert (job.status, job.fps, job.parts[0].type, job.parts[0].whole.id) == ("cancelled", 24, "a", "video_2")
    assert job.to_dict() == JOB
    assert seen[-1][:2] == ("POST", "/v1/videos/video%2F1/cancel")
    await get(client.videos.create(prompt="x", seed=7, loop=True))
    assert b'name="seed"' in seen[-1][3] and b"\\r\\n7\\r\\n" in seen[-1][3] and b"\\r\\ntrue\\r\\n" in seen[-1][3]
    assert b"quality" not in seen[-1][3]
    await get(client.videos.create(prompt="x", characters=[{"id": "char_1"}]))
    assert json.loads(seen[-1][3]) == {"prompt": "x", "characters": [{"id": "char_1"}]}
    page = await get(client.videos.list(status="cancelled", x_trace="t"))
    assert page.data[0].fps == 24
    assert seen[-1][:3] == ("GET", "/v1/videos?status=cancelled", "t")
    await get(client.videos.list())
    assert seen[-1][:3] == ("GET", "/v1/videos", None)
    assert await get(client.videos.upscale(mask=b"m", note="n")) is None
    assert b'filename="upload"' in seen[-1][3]
    assert await get((await get(client.models.list())).read()) == b"a,b"
    assert "Where chance begins." in client.videos.create.__doc__
    assert "Stop a job." in client.videos.cancel.__doc__
    options = ["extra_headers", "extra_query", "extra_body", "timeout"]
    assert list(inspect.signature(client.videos.cancel).parameters) == ["video_id", *options]
    assert job.moved_at_datetime.year == 2024
    await get(client.videos.cancel("a", extra_query={"why": "x"}, extra_headers={"X-A": "b"}))
    assert seen[-1][1] == "/v1/videos/a/cancel?why=x"
    assert not hasattr(client.videos, "cancel_and_poll")
    assert (await get(client.videos.inspect("a"))).fps == 24
    assert not hasattr(client.videos, "inspect_and_poll")

async def now(value):
    return value

async def later(value):
    return await value

async def main():
    wire = httpx.MockTransport(handle)
    settings = {"base_url": "http://a.test/v1", "api_key": "key"}
    with httpx.Client(transport=wire) as http:
        await steps(Client(http_client=http, **settings), now)
    async with httpx.AsyncClient(transport=wire) as http:
        await steps(AsyncClient(http_client=http, **settings), later)

asyncio.run(main())
"""


def test_what_the_contract_adds_is_there_without_a_line_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.safe_dump(_extended(), sort_keys=False))
    done = _run("--spec", path, "--output", tmp_path / "openai_videos_gen", "--client", _client(tmp_path))
    assert done.returncode == 0, done.stderr
    (tmp_path / "use.py").write_text(textwrap.dedent(USE))
    used = _run(tmp_path, script=tmp_path / "use.py", cwd=tmp_path, environment={"PYTHONPATH": str(tmp_path)})
    assert used.returncode == 0, used.stderr
    # And the type checker knows it.
    (tmp_path / "typed.py").write_text(
        "from openai_videos import Client\n\n"
        "def use(client: Client) -> int | None:\n"
        '    client.videos.list(status="cancelled")\n'
        '    return client.videos.create(prompt="x", seed=7).fps\n'
    )
    command = ["-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache"), "typed.py"]
    checked = subprocess.run([sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
