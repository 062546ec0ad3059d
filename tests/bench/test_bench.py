"""The benchmarks run, and what they say of memory holds: no transfer is in memory as a whole."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCH = Path(__file__).resolve().parents[2] / "scripts" / "bench"
MEBIBYTES = 48


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    command = [sys.executable, str(BENCH / "server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def _memory(measure: str, client: str, server: str) -> float:
    command = [sys.executable, "-W", "ignore", str(BENCH / "measure.py"), measure, client, server, str(MEBIBYTES)]
    memory: float = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["memory"]
    return memory


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
@pytest.mark.parametrize("measure", ["upload", "download", "async-download"])
def test_a_transfer_is_never_in_memory_as_a_whole(measure: str, library: str, server: str) -> None:
    assert 0 <= _memory(measure, f"openai_videos on {library}", server) < MEBIBYTES / 4


def test_the_measure_sees_memory(server: str) -> None:
    """The official SDK reads files whole, and so shows that there is something to measure."""
    assert _memory("upload", "openai", server) > MEBIBYTES * 0.9


def test_a_line_of_the_table() -> None:
    command = [sys.executable, str(BENCH / "run.py"), "--quick", "--only", "page", "--only", "installed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    head, rule, page, *installed = done.stdout.splitlines()
    titles = [cell.strip() for cell in head.strip("|").split("|")]
    assert [title.split(" ")[0] for title in titles] == [
        "Python",
        "httpx",
        "openai-videos",
        "httpx2",
        "openai-videos",
        "openai",
    ]
    assert rule == "|---" * 6 + "|"
    assert re.fullmatch(r"\| list a page of 100, CPU µs (\| [\d,]+ \(\d\.\d\d\) ){4}\| [\d,]+ \|", page)
    assert [line.split(" | ")[0] for line in installed] == ["| installed MiB, sources alone", "| the same, packages"]


def test_the_mock_server_is_measured() -> None:
    command = [sys.executable, str(BENCH.parent / "bench_mock.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    head, _, *lines = done.stdout.splitlines()
    assert head == "| the mock server | measured | limit |"
    assert len(lines) == 4
    memory = re.search(r"uploaded at once, MB \| (\d+) \| 150 \|", done.stdout)
    assert memory
    assert 30 < int(memory[1]) < 150
