"""The scoreboard: the judge's matrix of the runs that are kept, with what is said of each server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from real_servers.judging import RUNS
from real_servers.server import HERE, RealServer, ServerError

PAGES = Path(__file__).resolve().parents[2] / "docs" / "servers"
PAGE, TABLE = "scoreboard.html", "README.md"


def write_scoreboard(servers: Iterable[RealServer], runs: Iterable[Path]) -> None:
    """Write the page and the table; servers that no run is of stay as the page has them.

    Raises:
        ServerError: The judge could not write them.
    """
    captions = RUNS / "captions.yaml"
    captions.write_text(yaml.safe_dump(captions_of(servers), allow_unicode=True, sort_keys=False), "utf-8")
    page = PAGES / PAGE
    places = [*([page] if page.exists() else []), *runs]
    options = [f"--captions={captions}", f"--page={page}", f"--table={PAGES / TABLE}"]
    command = [sys.executable, "-m", "openai_videos_conformance", "matrix", *map(str, places), *options]
    done = subprocess.run(command, cwd=RUNS, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerError(f"the scoreboard could not be written:\n{done.stderr}")


def captions_of(servers: Iterable[RealServer]) -> dict[str, Any]:
    """Give what is said of the servers, as the judge's matrix takes it."""
    scoreboard: dict[str, Any] = yaml.safe_load((HERE / "scoreboard.yaml").read_text("utf-8"))
    return {**scoreboard, "servers": {server.slug: _caption(server) for server in servers}}


def _caption(server: RealServer) -> dict[str, Any]:
    return {
        "name": server.name,
        "version": server.version,
        "about": server.about,
        "page": f"{server.slug}.md",
        "again": f"make servers ONLY={server.slug}",
        "checked": {name: server.checked.told(name) for name in server.checked.findings},
    }
