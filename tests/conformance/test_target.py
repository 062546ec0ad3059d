"""The target: what is said of a server, in a file or by options, and the jobs that are made of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.server import socket_server
from openai_videos_conformance import Target, TargetError, Verdict, judge, observe
from openai_videos_conformance.__main__ import init, main
from openai_videos_conformance.scenario import looks
from openai_videos_conformance.scenario.jobs import DEFAULTS, EXTEND, FORM, JOBS
from openai_videos_conformance.target.environment import check_way
from openai_videos_conformance.target.file import FILE, read_file, read_settings
from openai_videos_conformance.target.presets import preset, presets
from openai_videos_conformance.target.settings import Setting, make_target, places
from openai_videos_mock import MockSettings, serve
from openai_videos_mock.dialects import dialects

from .conftest import FAILING, USAGE, Suite, is_told
from .test_spend import scripted

SIZE, SECONDS = "480x832", "2"
VALUES = {"video.size", "create.default-size", "create.default-seconds"}
"""The requirements that the documentation puts on the values themselves."""
TOLD = (Verdict.FAIL, Verdict.WARN, Verdict.CONSEQUENCE)


def test_a_server_of_one_size_and_one_length_is_judged_in_all_else() -> None:
    """Each job is made of what the target names; what the documentation says of values is told once each."""
    with serve(MockSettings(job_seconds=0.3, sizes=[SIZE], seconds=[SECONDS])) as url:
        target = Target(base_url=url, sizes=[SIZE], seconds=[SECONDS], failing_prompt=FAILING)
        evidence = observe(target)
    results = judge(evidence)
    told = {each.requirement.id for each in results if each.verdict in TOLD}
    assert told == VALUES, {each.name: each.message for each in results if each.requirement.id in told ^ VALUES}
    assert [each.name for each in results if each.verdict in (Verdict.BLOCKED, Verdict.NOT_VERIFIED)] == []
    passed = {each.requirement.id for each in results if each.verdict is Verdict.PASS}
    assert {
        "create.echo-size",
        "create.echo-seconds",
        "content.asked-resolution",
        "content.asked-duration",
        "extend.stitched",
        "remix.keeps",
        "list.order",
    } <= passed
    # 20 s are none of the lengths that it names, so no job asks for them.
    assert {job.planned for job in evidence.jobs()} == {job for job in JOBS if not job.is_about_length}


def test_what_a_server_cannot_make_by_itself_is_asked_for_by_name() -> None:
    """A server without a default: a create that leaves a value to it is refused, and told once."""
    script = [
        {"on": "create", "size": SIZE, "delay": 0},
        {"on": "create", "status": 400, "code": "missing", "message": "size is needed"},
    ]
    with serve(MockSettings(job_seconds=0, sizes=[SIZE], seconds=[SECONDS], script=script)) as url:
        evidence = observe(Target(base_url=url, sizes=[SIZE], seconds=[SECONDS]), parts=[looks.CONTENT])
    results = {each.requirement.id: each for each in judge(evidence)}
    assert evidence.job(DEFAULTS).status == "completed"
    assert json.loads(evidence.job(DEFAULTS).create.request_body)["size"] == SIZE
    assert results["create.json"].verdict is Verdict.PASS
    assert results["create.default-size"].verdict is Verdict.FAIL
    assert results["create.default-seconds"].blocked_by == "create.default-size"


def test_an_extension_takes_the_documented_lengths_where_no_other_is_taken() -> None:
    """What a server makes in a create says nothing of the segments that it adds."""
    with serve(MockSettings(job_seconds=0)) as url:
        evidence = observe(Target(base_url=url, seconds=["2", "3"]), parts=[EXTEND])
    results = {each.requirement.id: each for each in judge(evidence)}
    refused, taken = (json.loads(each.request_body)["seconds"] for each in evidence.asked(EXTEND.create))
    assert (refused, taken) == ("2", "4")
    assert results["extend.reference"].verdict is Verdict.PASS
    assert results["extend.stitched"].verdict is Verdict.PASS


def test_an_encoding_that_is_refused_says_nothing_of_what_was_left_out() -> None:
    settings = MockSettings(job_seconds=0, sizes=[SIZE], seconds=[SECONDS], faults=("create-json-refused",))
    with serve(settings) as url:
        evidence = observe(Target(base_url=url, sizes=[SIZE], seconds=[SECONDS]), parts=[looks.CONTENT])
    results = {each.requirement.id: each for each in judge(evidence)}
    create = evidence.job(DEFAULTS).create
    assert {part.name for part in create.form} == {"prompt"}
    assert results["create.json"].verdict is Verdict.FAIL
    assert "'480x832'" in results["create.default-size"].observed
    assert "'2'" in results["create.default-seconds"].observed


FULL = """
as = "vllm-omni"
base-url = "{url}?api-version=preview"
key-header = "api-key"
models = ["wan-2.2", "wan-2.2-fast"]
sizes = ["480x832"]
tier = "smoke"
job-timeout = 60

[headers]
x-team = "blue"
x-token = {{ env = "TEAM_TOKEN" }}

[create]
num_inference_steps = 1
extra_params = {{ fps = 4, draft = true }}

[create-form]
extra_params = '{{"fps": 4}}'
"""


def test_a_file_says_all_and_options_win(suite: Suite, tmp_path: Path) -> None:
    """The file of the folder: what is sent carries what it names, and no report has a secret."""
    secret, key = "team-token-1234", "sk-target-1234"
    environment = {**os.environ, "TEAM_TOKEN": secret, "OPENAI_API_KEY": key}
    with serve(MockSettings(job_seconds=0, api_key=key, sizes=[SIZE], seconds=["4"])) as url:
        (tmp_path / FILE).write_text(FULL.format(url=url))
        outcome = suite("--header=x-team=red", f"--save-evidence={tmp_path / 'run'}", env=environment)
        har = (tmp_path / "run" / "exchanges.har").read_text()
        entries = json.loads(har)["log"]["entries"]
    assert outcome.report["jobs"] == 1, outcome.output
    assert outcome.report["target"]["base_url"] == f"{url}?api-version=preview"
    assert secret not in outcome.output + har
    assert key not in outcome.output + har
    create = next(each["request"] for each in entries if each["_step"] == "defaults.create")
    headers = {each["name"].lower(): each["value"] for each in create["headers"]}
    assert create["url"].endswith("/v1/videos?api-version=preview")
    assert (headers["api-key"], headers["x-team"], headers["x-token"]) == ("$OPENAI_API_KEY", "red", "$TEAM_TOKEN")
    assert "authorization" not in headers
    body = json.loads(create["postData"]["text"])
    assert body["model"] == "wan-2.2"
    assert body["num_inference_steps"] == 1
    assert body["extra_params"] == {"fps": 4, "draft": True}
    assert "create.json" in outcome.having("pass")
    curl_of_size = next(each for each in outcome.report["results"] if each["id"] == "video.size")["evidence"][-1][
        "curl"
    ]
    assert '-H "api-key: $OPENAI_API_KEY"' in curl_of_size
    assert '-H "x-token: $TEAM_TOKEN"' in curl_of_size
    assert "-H 'x-team: red'" in curl_of_size


def test_the_parts_of_a_form_and_the_second_model() -> None:
    fields = {"steps": 1, "extra": {"fps": 4, "draft": True}, "text": '{"a": 1}'}
    with serve(MockSettings(job_seconds=0)) as url:
        target = Target(base_url=url, models=["one", "two"], create=fields, create_form={"only": "form"})
        evidence = observe(target, parts=[FORM])
    parts = {part.name: part.text for part in evidence.job(FORM).create.form}
    assert parts["model"] == "two"
    assert {name: parts[name] for name in ("steps", "extra[fps]", "extra[draft]", "text", "only")} == {
        "steps": "1",
        "extra[fps]": "4",
        "extra[draft]": "true",
        "text": '{"a": 1}',
        "only": "form",
    }


NOWHERE = 'base-url = "http://127.0.0.1:1/v1"\n'


def read_whole(text: str) -> None:
    """Read a file as a run does."""
    settings = read_settings(text, FILE, Path())
    with places(settings):
        if "as" in settings:
            preset(settings["as"].value)
        check_way(make_target(settings))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tier = core", f"{FILE}: this is no TOML: "),
        (f"{NOWHERE}\nsizs = ['1x1']", f"{FILE}:3: sizs: there is no such setting; did you mean sizes?"),
        (f"{NOWHERE}sizes = '480x832'", f"{FILE}:2: sizes: what stands there is not of type"),
        (f"{NOWHERE}sizes = [\n  '480x832',\n  1,\n]", f"{FILE}:2: sizes.1: what stands there"),
        (f"{NOWHERE}seconds = [2]", f"{FILE}:2: seconds.0: "),
        (f"{NOWHERE}sizes = ['wide']", f"{FILE}:2: sizes: 'wide' is no size; give width x height"),
        (f"{NOWHERE}seconds = ['2.5']", f"{FILE}:2: seconds: '2.5' is no length"),
        (f"{NOWHERE}profile = ['magic']", f"{FILE}:2: profile: 'magic' is none"),
        (f"{NOWHERE}tier = 'all'", f"{FILE}:2: tier: "),
        (f"{NOWHERE}max-jobs = -1", f"{FILE}:2: max-jobs: "),
        (f"{NOWHERE}job-timeout = 0", f"{FILE}:2: job-timeout: "),
        (f"{NOWHERE}as = 'vlm'", f"{FILE}:2: as: there is no server 'vlm'; there are "),
        (f"{NOWHERE}ca-file = 'none.pem'", f"{FILE}:2: ca-file: none.pem holds no certificates"),
        (f"{NOWHERE}api-key = 'SECRET'", f"{FILE}:2: api-key: a key is never in a file"),
        (f"{NOWHERE}[headers]\nauthorization = 'Bearer SECRET'", f"{FILE}:2: headers: authorization is a secret"),
        (f"{NOWHERE}[headers]\nx-auth-token = 'SECRET'", f"{FILE}:2: headers: x-auth-token is a secret"),
        (f"{NOWHERE}[headers]\nx-a = {{ env = 'NOT_SET' }}", "and NOT_SET is not set there; set it"),
        (f"{NOWHERE}[headers]\n'x a' = 'b'", f"{FILE}:2: headers: 'x a' is no name of a header"),
        (f"{NOWHERE}[create]\nsize = '1x1'", f"{FILE}:2: create: size is chosen by the suite; give it with sizes"),
        (f"{NOWHERE}[create]\nwhen = 2026-01-01", f"{FILE}:2: create: a value there is a day"),
        (f"{NOWHERE}[create]\ntags = ['a']", f"{FILE}:2: create: tags is a list"),
        ("base-url = 'http://me:SECRET@h/v1'", f"{FILE}:1: base-url: a user and a password"),
        ("base-url = 'http://h/v1?api_key=SECRET'", f"{FILE}:1: base-url: the parameter api_key is a secret"),
        ("tier = 'core'", "--base-url is missing"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(TargetError) as raised:
        read_whole(text)
    assert told in str(raised.value)
    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "text", "told"),
    [
        ((), f"{NOWHERE}\nsizs = ['1x1']", f"{FILE}:3: sizs: there is no such setting; did you mean sizes?"),
        (("--sizes=wide",), f"{NOWHERE}sizes = ['1x1']", "--sizes: 'wide' is no size"),
        (("--target=none.toml",), NOWHERE, "--target: none.toml cannot be read: No such file"),
        (("--create=a",), NOWHERE, "--create: 'a': a field is expected, as FIELD=TEXT or FIELD:=JSON"),
        (("--create=a:=b",), NOWHERE, "--create: 'a:=b': after := JSON is expected"),
    ],
)
def test_a_wrong_set_up_is_a_usage_error(
    suite: Suite, tmp_path: Path, arguments: tuple[str, ...], text: str, told: str
) -> None:
    (tmp_path / FILE).write_text(text)
    is_told(suite(*arguments), told)


@pytest.mark.parametrize("name", presets())
def test_what_is_shipped_of_a_server_can_be_read_and_names_its_sources(name: str) -> None:
    settings = dict(preset(name))
    assert settings
    target = make_target({**settings, "base-url": Setting("http://127.0.0.1:1/v1", "test")})
    assert target.base_url
    # Each line stands below a comment with the place that says so.
    lines = presets()[name].splitlines()
    said = [line for line in lines if line and not line.startswith(("#", "["))]
    assert sum("https://" in line for line in lines) >= 1
    assert len(said) <= len([line for line in lines if line.startswith("# ")])
    assert name in dialects() or name == "aimock"


def openapi(path: str) -> dict[str, object]:
    properties = {"prompt": {}, "size": {"enum": [SIZE, "832x480"]}, "num_frames": {"type": "integer"}}
    body = {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Body"}}}
    operation = {"post": {"requestBody": {"content": body}}}
    return {"paths": {path: operation}, "components": {"schemas": {"Body": {"properties": properties}}}}


def test_a_server_is_asked_without_a_job_and_its_file_can_be_read(tmp_path: Path) -> None:
    requests: list[str] = []

    def reply(method: str, path: str) -> tuple[int, object, str]:
        requests.append(f"{method} {path}")
        documents: dict[str, object] = {
            "/v1/models": {"data": [{"id": "wan-2.2"}]},
            "/openapi.json": openapi("/v1/videos"),
            "/v1/videos": {"object": "list", "data": [{"id": "a", "seconds": "2", "size": SIZE}], "has_more": False},
        }
        known = documents.get(path.partition("?")[0])
        return (200, known, "") if known is not None else (404, {}, "")

    with socket_server(scripted(reply)) as url:
        assert init(f"{url}?api-version=preview", "vllm-omni", tmp_path / FILE) == 0
    assert all(request.startswith("GET ") for request in requests)
    settings = read_file(tmp_path / FILE)
    assert {name: each.value for name, each in settings.items()} == {
        "as": "vllm-omni",
        "base-url": f"{url}?api-version=preview",
        "models": ["wan-2.2"],
        "sizes": [SIZE, "832x480"],
        "seconds": [SECONDS],
    }
    assert "num_frames" in (tmp_path / FILE).read_text()
    with pytest.raises(TargetError, match="exists already"):
        init(url, None, tmp_path / FILE)


def test_a_server_that_says_nothing_leaves_lines_to_fill_in(tmp_path: Path, mock: str) -> None:
    assert main(["init", "http://127.0.0.1:1/v1"]) == USAGE
    assert init(mock, None, tmp_path / FILE) == 0
    assert {name: each.value for name, each in read_file(tmp_path / FILE).items()} == {"base-url": mock}
    # Every line that is a comment can be made one: but for the dots, it is right as it stands.
    text = re.sub(r"^# (?=\[|[a-z-]+ = )", "", (tmp_path / FILE).read_text(), flags=re.MULTILINE)
    (tmp_path / FILE).write_text(text)
    assert {"models", "sizes", "seconds", "failing-prompt", "tier", "headers", "create"} <= set(
        read_file(tmp_path / FILE)
    )


def test_the_command_takes_the_server_from_the_file(tmp_path: Path, mock: str) -> None:
    (tmp_path / FILE).write_text(f'base-url = "{mock}"\ntier = "free"\n')
    command = [sys.executable, "-m", "openai_videos_conformance", "--plan"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=90, check=False)
    assert f"{mock}: " in done.stdout, done.stdout + done.stderr
    assert "0 jobs" in done.stdout
