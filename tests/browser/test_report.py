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


def narrow(page: Path) -> dict[str, int]:
    """How wide the page is in a window of 400 pixels, everything in it opened, and how many parts were opened."""
    outer = page.with_name("outer.html")
    inner = json.dumps(page.read_text()).replace("<", "\\u003c")
    outer.write_text(f"""<!doctype html><iframe id="frame" width="400" height="800" style="border: 0"></iframe><script>
    const frame = document.getElementById("frame");
    frame.addEventListener("load", () => setTimeout(() => {{
      const inside = frame.contentDocument;
      for (const each of inside.querySelectorAll("details")) each.fill();
      const opened = inside.querySelectorAll("details[open]").length;
      document.body.dataset.seen = JSON.stringify({{width: inside.documentElement.scrollWidth, opened}});
    }}, 500));
    frame.srcdoc = {inner};
    </script>""")
    told = re.search(r'data-seen="([^"]*)"', look(outer))
    assert told
    seen: dict[str, int] = json.loads(told[1].replace("&quot;", '"'))
    return seen


def rows(dom: str) -> list[str]:
    """The opening tags of the requirements that are shown."""
    # What stands in a group that is hidden is hidden as well; a group is shown as long as one of it is.
    tags = re.findall(r"<details[^>]*data-verdict[^>]*>", dom)
    return [tag for tag in tags if "hidden" not in tag]


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


def test_nothing_is_wider_than_a_phone(report: Path) -> None:
    seen = narrow(report)
    assert seen["opened"] > 100
    assert seen["width"] <= 400


def test_features_and_jobs_are_seen_before_anything_is_read(report: Path) -> None:
    dom = look(report)
    grid = re.search(r'<table id="grid">(.*?)</table>', dom, re.S)
    assert grid
    assert re.search(r'class="fail" href="#feature=video&amp;verdict=fail">\d+<', grid[1])
    timeline = dom[dom.index('<div id="timeline">') : dom.index('<div id="video">')]
    assert re.search(r'class="phase in_progress" title="in_progress, [\d.]+ s"', timeline)
    assert timeline.count('class="tick"') > 3
    assert re.search(r'<a [^>]*href="#exchange=\d+"[^>]*title="[^"]*video.status', timeline)


def test_a_finding_leads_to_its_exchange_and_back(report: Path) -> None:
    [number, *_] = re.findall(r'class="mark hard" href="#exchange=(\d+)" title="[^"]*video.status', look(report))
    dom = look(report, f"exchange={number}")
    shown = re.search(r'<details[^>]*class="target"[^>]*>.*?</details>', dom, re.S)
    assert shown
    assert 'href="#requirement=video.status"' in shown[0]
    assert "sent again by" in shown[0]
    back = re.search(r'<details[^>]*class="target"[^>]*>.*?</details>', look(report, "requirement=video.status"), re.S)
    assert back
    assert f'href="#exchange={number}"' in back[0]


def test_a_search_and_a_grouping_stand_in_the_address(report: Path) -> None:
    sought = rows(look(report, "q=has+no+status+at+all"))
    assert sought == []
    assert 0 < len(rows(look(report, "q=thumbnail"))) < 10
    assert re.search(r"<h3[^>]*>because of [a-z.-]+ \(\d+\)</h3>|<h3[^>]*>nothing follows", look(report, "group=cause"))


def test_date_version_and_target_are_shown(report: Path) -> None:
    dom = look(report)
    assert re.search(r'id="target">http://127.0.0.1:\d+/v1<', dom)
    assert re.search(r'id="about"[^>]*>20\d\d-\d\d-\d\d \d\d:\d\d UTC · openai-videos-conformance \d', dom)


@pytest.fixture(scope="module")
def matrix(report: Path) -> Path:
    """The same run twice, side by side: once as the server was, once with the answer that was altered."""
    home = report.parent
    again = judge(f"--evidence={home / 'run'}", f"--report-json={home / 'altered.json'}")
    assert again.returncode == 1
    shutil.copytree(home / "run", home / "altered", dirs_exist_ok=True)
    shutil.copy(home / "altered.json", home / "altered" / "report.json")
    command = [sys.executable, "-m", "openai_videos_conformance", "matrix", "run", "altered"]
    subprocess.run(command, cwd=home, check=True, timeout=60)
    return home / "matrix.html"


def test_a_cell_of_the_matrix_leads_to_its_exchange(matrix: Path) -> None:
    dom = look(matrix)
    body = dom[dom.index('<table id="rows">') :]
    [first, *_] = re.findall(r"<tbody[^>]*><tr[^>]*><th[^>]*>([^<]*)</th>", body)
    assert first in ("lifecycle.stable", "video.status")
    assert f'class="fail" href="#cell=altered%2F{first}"' in body
    target = re.search(r'<details[^>]*class="target"[^>]*>.*', look(matrix, f"cell=altered/{first}"), re.S)
    assert target
    assert f'data-cell="altered/{first}"' in target[0][:200]
    assert "early.retrieve" in target[0]
    assert "sent again by" in target[0]
    assert "<b>bold</b>" not in dom
    assert narrow(matrix)["width"] <= 400
