"""What is said of real servers is readable, each finding was looked at, and the scoreboard is the judge's matrix."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openai_videos_conformance.report.caption import captions_of as checked_captions
from openai_videos_conformance.report.column import Column, columns_of
from real_servers.scoreboard import PAGE, PAGES, TABLE, captions_of
from real_servers.server import ServerError, read, servers

SERVERS = servers()
CAPTIONS = checked_captions(captions_of(SERVERS.values()), "the servers")
COLUMNS = {column.name: column for column in columns_of([PAGES / PAGE], CAPTIONS)}


def findings(column: Column) -> set[str]:
    """The requirements that do not hold, and that nothing else explains."""
    return {name for name, verdict in column.verdicts.items() if verdict in ("fail", "warn", "error")}


def test_the_scoreboard_is_the_matrix_of_the_runs_that_are_kept(tmp_path: Path) -> None:
    assert COLUMNS.keys() == SERVERS.keys()
    (tmp_path / "captions.yaml").write_text(yaml.safe_dump(captions_of(SERVERS.values())))
    options = ["--captions=captions.yaml", f"--page={PAGE}", f"--table={TABLE}"]
    command = [sys.executable, "-m", "openai_videos_conformance", "matrix", str(PAGES / PAGE), *options]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    assert (tmp_path / TABLE).read_text("utf-8") == (PAGES / TABLE).read_text("utf-8")
    assert (tmp_path / PAGE).read_text("utf-8") == (PAGES / PAGE).read_text("utf-8")


@pytest.mark.parametrize("slug", SERVERS)
def test_a_server_has_all_that_it_needs(slug: str) -> None:
    server = SERVERS[slug]
    start = (server.folder / "start.sh").read_text("utf-8")
    assert re.search(r"^exec .*127\.0\.0\.1|^exec .*serve\.", start, re.MULTILINE), (
        "it has to end in exec, on the loopback"
    )
    assert any((server.folder / name).exists() for name in ("package-lock.json", "requirements.txt"))
    page = (PAGES / f"{slug}.md").read_text("utf-8")
    assert server.version in page
    assert re.findall(r"127\.0\.0\.1:\d", page) == []


@pytest.mark.parametrize("slug", SERVERS)
def test_each_finding_was_checked_by_hand(slug: str) -> None:
    server, column = SERVERS[slug], COLUMNS[slug]
    assert server.checked.version == server.version == column.caption.version, "look again, it is another version"
    assert server.checked.findings.keys() == findings(column) == column.caption.checked.keys()


@pytest.mark.parametrize("slug", SERVERS)
def test_what_is_known_to_fail_is_what_the_scoreboard_has(slug: str) -> None:
    known = yaml.safe_load(SERVERS[slug].known_failures.read_text("utf-8"))
    assert {each["id"] for each in known} == {
        name for name, verdict in COLUMNS[slug].verdicts.items() if verdict == "fail"
    }


@pytest.mark.parametrize("slug", SERVERS)
def test_what_leads_to_a_finding_arrives(slug: str) -> None:
    anchors = set(re.findall(r'<a id="([\w.-]+)"></a>', (PAGES / f"{slug}.md").read_text("utf-8")))
    assert anchors == findings(COLUMNS[slug])
    assert set(re.findall(rf"\]\({slug}\.md#([\w.-]+)\)", (PAGES / TABLE).read_text("utf-8"))) <= anchors


def test_a_word_that_no_server_toml_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "server.toml").write_text('name = "x"\nversion = "x 1"\nabout = "x"\ncolour = "red"\n')
    with pytest.raises(ServerError, match=r"says colour; it may say .*upstream, version"):
        read(tmp_path)
    (tmp_path / "server.toml").write_text('name = "x"\n')
    with pytest.raises(ServerError, match="does not say about, version"):
        read(tmp_path)
