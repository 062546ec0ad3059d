"""What is said of real servers is readable, and the scoreboard is made of the runs that are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from real_servers.scoreboard import scoreboard
from real_servers.server import ServerError, read, servers
from real_servers.summary import PAGES, summaries

SERVERS = servers()


def test_the_scoreboard_is_that_of_the_runs_that_are_kept() -> None:
    assert {each.slug for each in summaries()} == SERVERS.keys()
    assert (PAGES / "README.md").read_text("utf-8") == scoreboard(summaries())


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


def test_a_word_that_no_server_toml_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "server.toml").write_text('name = "x"\nversion = "x 1"\nabout = "x"\ncolour = "red"\n')
    with pytest.raises(ServerError, match=r"says colour; it may say .*upstream, version"):
        read(tmp_path)
    (tmp_path / "server.toml").write_text('name = "x"\n')
    with pytest.raises(ServerError, match="does not say about, version"):
        read(tmp_path)
