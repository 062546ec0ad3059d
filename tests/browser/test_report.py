"""The HTML report of a failing run, looked at in a real browser."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openai_videos_mock import MockSettings, serve

ROOT = Path(__file__).resolve().parents[2]
EVIL = '</script><img src=x onerror="document.title=1"><b>bold</b>'
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
)


def judge(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "conformance", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which one answer is altered: it has no status, and a prompt full of markup."""
    home = tmp_path_factory.mktemp("report")
    with serve(MockSettings(job_seconds=0.3)) as url:
        done = judge(f"--base-url={url}", "--tier=smoke", f"--save-evidence={home / 'run'}")
    assert done.returncode == 0, done.stdout
    har = json.loads((home / "run" / "exchanges.har").read_text())
    entry = next(entry for entry in har["log"]["entries"] if entry["_step"] == "early.retrieve")
    body = json.loads((home / "run" / "bodies" / entry["response"]["content"]["_digest"]).read_text())
    del body["status"]
    altered = json.dumps({**body, "prompt": EVIL}).encode()
    entry["response"]["content"]["_digest"] = digest = hashlib.sha256(altered).hexdigest()
    (home / "run" / "bodies" / digest).write_bytes(altered)
    (home / "run" / "exchanges.har").write_text(json.dumps(har))
    page = home / "report.html"
    assert judge(f"--evidence={home / 'run'}", f"--report-html={page}").returncode == 1
    return page


def look(page: Path, fragment: str = "") -> str:
    """The page as the browser has it once its scripts have run."""
    browser = shutil.which("chromium")
    assert browser, "this test needs Chromium"
    address = page.as_uri() + (f"#{fragment}" if fragment else "")
    command = [browser, *FLAGS, f"--user-data-dir={page.parent / 'profile'}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def rows(dom: str) -> list[str]:
    """The opening tags of the requirements that are shown."""
    found = re.findall(r"<details[^>]*data-verdict[^>]*>", dom)
    return [tag for tag in found if "hidden" not in tag]


def test_the_findings_come_first_and_are_open(report: Path) -> None:
    dom = look(report)
    assert re.search(r"\b[1-9]\d* fail\b", dom)
    first = rows(dom)[0]
    assert 'data-verdict="fail"' in first
    assert " open" in first
    assert "video.status" in dom


def test_the_video_plays(report: Path) -> None:
    assert 'data-seconds="4.0"' in look(report)


def test_filters_narrow_the_list(report: Path) -> None:
    everything, failed = rows(look(report)), rows(look(report, "verdict=fail"))
    assert 0 < len(failed) < len(everything)
    assert all('data-verdict="fail"' in tag for tag in failed)
    content = rows(look(report, "verdict=pass&feature=content"))
    assert content
    assert all('data-feature="content"' in tag for tag in content)


def test_what_a_server_said_stays_text(report: Path) -> None:
    dom = look(report)
    assert "<title>Videos API conformance</title>" in dom
    assert "<b>bold</b>" not in dom
    assert re.search(r"<img", dom) is None


def test_the_page_needs_nothing_else(report: Path) -> None:
    assert re.findall(r"(?:src|href)=[\"']?https?://", report.read_text()) == []
