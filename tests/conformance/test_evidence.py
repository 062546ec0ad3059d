"""A run that was saved: judged again without a server, verified, compared."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openai_videos_mock import Settings, serve

from .conftest import FAILING, ROOT, Outcome, Suite

KEY = "sk-never-to-be-seen"


@pytest.fixture
def saved(suite: Suite, tmp_path: Path) -> tuple[Path, Outcome]:
    """A run against a server that has gone since."""
    folder = tmp_path / "run"
    with serve(Settings(job_seconds=0.3, api_key=KEY)) as url:
        outcome = suite(
            f"--base-url={url}", f"--api-key={KEY}", f"--failing-prompt={FAILING}", f"--save-evidence={folder}"
        )
    assert outcome.code == 0, outcome.output
    return folder, outcome


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "openai_videos_conformance", *map(str, words)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_saved_run_is_judged_again_verified_and_compared(
    saved: tuple[Path, Outcome], suite: Suite, tmp_path: Path
) -> None:
    folder, first = saved
    again = suite(f"--evidence={folder}")
    assert (again.code, again.verdicts) == (0, first.verdicts)
    assert again.report["target"] == first.report["target"]
    assert (again.report["requests"], again.report["jobs"]) == (first.report["requests"], first.report["jobs"])

    assert not any(KEY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    log = json.loads((folder / "exchanges.har").read_text())["log"]
    assert log["version"] == "1.2"
    assert len(log["entries"]) == first.report["requests"]

    verified = command("verify", folder)
    assert (verified.returncode, verified.stderr) == (0, "")
    same = command("diff", folder, folder)
    assert (same.returncode, same.stdout) == (0, "no verdict differs\n")

    altered = tmp_path / "altered"
    shutil.copytree(folder, altered)
    report = json.loads((altered / "report.json").read_text())
    report["results"][0]["verdict"] = "warn"
    (altered / "report.json").write_text(json.dumps(report))
    assert command("verify", altered).returncode == 1
    told = command("diff", folder, altered)
    assert (told.returncode, told.stdout.splitlines()[0]) == (1, f"{report['results'][0]['id']}: pass | warn")

    body = max((altered / "bodies").iterdir(), key=lambda path: path.stat().st_size)
    body.write_bytes(body.read_bytes()[:-1])
    spoilt = command("verify", altered)
    assert spoilt.returncode == 2
    assert "was altered" in spoilt.stderr
    assert "Traceback" not in spoilt.stderr


@pytest.mark.parametrize("words", [("verify", "/no/such/run"), ("diff", "/no/such/run", "/nor/this"), ()])
def test_wrong_words_are_told(words: tuple[str, ...]) -> None:
    told = command(*words)
    assert told.returncode == 2
    assert told.stderr
    assert "Traceback" not in told.stderr


def test_the_command_judges_as_pytest_does(mock: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = command(mock, "-k", "test_json or test_multipart", f"--report-json={report}")
    assert done.returncode == 0, done.stdout
    assert json.loads(report.read_text())["summary"]["fail"] == 0
