"""Measure the mock server, beside other mock servers, and hold it to its limits.

    python scripts/bench_mock.py            all of it (some minutes; Node.js and npm for the others)
    python scripts/bench_mock.py --quick    few requests and small files, without the others: to see that it works

Times are CPU time of the server's process, so that what else the machine does matters little. A limit that does not
hold is told, and ends it with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from real_servers.server import ServerError, free_port, listening, running, servers

OTHERS = {"prism": "video_123", "aimock": "video_fixture"}
"""Of the servers that are judged, those that are mock servers, each with the id of a video that it has."""
RETRIEVES_LEAST = 4000
"""A second, on one core."""
GROWTH_MOST = 1.25
"""What a retrieve among 10,000 jobs may cost, of what it costs among one."""
LIST_MOST = 5.0
"""Milliseconds for a page of 100 out of 10,000 jobs."""
MEMORY_MOST = 150.0
"""MB, while 32 files of 100 MB are uploaded at once."""


class BenchError(Exception):
    """Something cannot be measured; the message says why."""


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    name: str
    pid: int
    port: int
    path: str
    """Of a video that is retrieved."""

    def cpu(self) -> float:
        """Give the seconds of CPU time that it has had."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """Give the most memory that it has had, in MB."""
        line = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(line[1]) * 1024 / 1e6 if line else 0.0


@contextmanager
def our_server() -> Iterator[Server]:
    """Run the mock server of this project."""
    port = free_port()
    options = ["--port", str(port), "--job-seconds", "0", "--fixtures", "docs"]
    command, url = [sys.executable, "-m", "openai_videos_mock", *options], f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "server.log")
        with listening("openai-videos-mock", command, url, log, cwd=Path(folder), environment={}) as pid:
            yield Server("openai-videos-mock", pid, port, "/v1/videos/video_123")


@contextmanager
def other_server(name: str) -> Iterator[Server]:
    """Run another mock server, as it is judged."""
    with running(servers()[name]) as server:
        base = urlsplit(server.base_url)
        yield Server(name, server.pid, base.port or 0, f"{base.path}/videos/{OTHERS[name]}")


def ask(connection: HTTPConnection, method: str, path: str, document: dict[str, str] | None = None) -> bytes:
    """Send a request on a kept connection, and give the body of its answer."""
    headers = {"Authorization": "Bearer key", **({"Content-Type": "application/json"} if document else {})}
    connection.request(method, path, json.dumps(document) if document else None, headers)
    with connection.getresponse() as response:
        content = response.read()
        if response.status != 200:
            raise BenchError(f"{method} {path} was answered with {response.status}: {content[:200]!r}")
        return content


def cost(server: Server, times: int, act: Callable[[HTTPConnection], object]) -> float:
    """Give the CPU microseconds of the server for what is done with one connection, so many times."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    for _ in range(min(times, 200)):
        act(connection)
    before = server.cpu()
    for _ in range(times):
        act(connection)
    spent = server.cpu() - before
    connection.close()
    return spent / times * 1e6


def fill(server: Server, jobs: int) -> None:
    """Make jobs."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    for number in range(jobs):
        ask(connection, "POST", "/v1/videos", {"prompt": f"Number {number}"})
    connection.close()


def upload(server: Server, mebibytes: int, problems: list[str]) -> None:
    """Upload a file of so many megabytes for an edit."""
    head = (
        b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nx\r\n'
        b'--b\r\nContent-Disposition: form-data; name="video"; filename="v"\r\n\r\n'
    )
    end, piece = b"\r\n--b--\r\n", bytes(1_000_000)
    connection = HTTPConnection("127.0.0.1", server.port, timeout=600)
    connection.putrequest("POST", "/v1/videos/edits")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", str(len(head) + mebibytes * len(piece) + len(end)))
    connection.endheaders()
    connection.send(head)
    for _ in range(mebibytes):
        connection.send(piece)
    connection.send(end)
    with connection.getresponse() as response:
        if response.status != 200:
            problems.append(f"an upload was answered with {response.status}")
    connection.close()


def uploads(at_once: int, megabytes: int) -> float:
    """Give the most memory of a server while files are uploaded, in MB."""
    problems: list[str] = []
    with our_server() as server:
        threads = [threading.Thread(target=upload, args=(server, megabytes, problems)) for _ in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise BenchError(problems[0])
        return server.peak()


def ours(quick: bool) -> dict[str, float]:
    """Measure the mock server of this project."""
    retrieves, lists, jobs = (200, 20, 100) if quick else (8000, 300, 10_000)
    with our_server() as server:
        few = cost(server, retrieves, lambda connection: ask(connection, "GET", server.path))
        fill(server, jobs)
        many = cost(server, retrieves, lambda connection: ask(connection, "GET", server.path))
        page = cost(server, lists, lambda connection: ask(connection, "GET", "/v1/videos?limit=100"))
    return {"few": few, "many": many, "page": page / 1e3, "memory": uploads(*((4, 2) if quick else (32, 100)))}


def others(retrieves: int) -> dict[str, float]:
    """Measure a retrieve of the other servers, in CPU microseconds."""
    costs: dict[str, float] = {}
    for name in OTHERS:
        with other_server(name) as server:
            path = server.path
            if name == "aimock":
                connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
                ask(connection, "POST", "/v1/videos", {"model": "sora-2", "prompt": "x"})
                connection.close()
            costs[name] = cost(server, retrieves, lambda connection, path=path: ask(connection, "GET", path))  # type: ignore[misc]
    return costs


def main() -> int:
    """Print what was measured, and the limits that do not hold."""
    parser = argparse.ArgumentParser(description="Measure the mock server, and hold it to its limits.")
    parser.add_argument("--quick", action="store_true", help="few requests, small files, no other servers, no limits")
    options = parser.parse_args()
    if not Path("/proc/self/stat").exists():
        print("bench: CPU time of servers is read from /proc, which is not here", file=sys.stderr)
        return 1
    try:
        figures = ours(options.quick)
        rivals = {} if options.quick else others(2000)
    except (BenchError, ServerError) as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    rate = 1e6 / figures["many"] if figures["many"] else 0.0
    growth = figures["many"] / figures["few"] if figures["few"] else 0.0
    print("| the mock server | measured | limit |\n|---|---|---|")
    print(f"| validated retrieves a second on one core, of 10,000 jobs | {rate:,.0f} | {RETRIEVES_LEAST:,} |")
    print(f"| a retrieve among 10,000 jobs, times one among one | {growth:.2f} | {GROWTH_MOST} |")
    print(f"| a page of 100 out of 10,000 jobs, CPU ms | {figures['page']:.2f} | {LIST_MOST:g} |")
    print(f"| memory while 32 files of 100 MB are uploaded at once, MB | {figures['memory']:.0f} | {MEMORY_MOST:g} |")
    if rivals:
        print("\n| a retrieve, CPU µs | |\n|---|---|")
        for name, microseconds in {"openai-videos-mock": figures["few"], **rivals}.items():
            print(f"| {name} | {microseconds:,.0f} |")
    holds = rate >= RETRIEVES_LEAST and growth <= GROWTH_MOST
    holds = holds and figures["page"] < LIST_MOST and figures["memory"] < MEMORY_MOST
    if not (holds or options.quick):
        print("bench: a limit does not hold", file=sys.stderr)
    return 0 if holds or options.quick else 1


if __name__ == "__main__":
    sys.exit(main())
