"""Kill the mock server at random moments, and see that every job that it acknowledged is there afterwards.

python scripts/durability.py [--trials 50]

One database lives through all trials. In each, several clients create and delete jobs until the server is killed; the
next one has to know every job whose create was answered, and none whose delete was.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 3
LONGEST = 0.4
"""Seconds that a server lives, after its first answers."""
CHANCE = random.SystemRandom()


class Lost(Exception):
    """A job that was acknowledged is gone, or one that was deleted is back; the message says which."""


class Server:
    """A server in a process of its own."""

    def __init__(self, database: Path) -> None:
        """Start it, and wait until it listens."""
        command = [
            sys.executable,
            "-m",
            "openai_videos_mock",
            "--port",
            "0",
            "--job-seconds",
            "0",
            "--db",
            str(database),
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline() if self.process.stdout else ""
        self.address = urlsplit(line.rpartition(" ")[2].strip()).netloc
        if not self.address:
            raise SystemExit("durability: the server did not start")

    def kill(self) -> None:
        """End it as a loss of the process would."""
        self.process.kill()
        self.process.communicate()


class Client(threading.Thread):
    """Creates jobs and deletes every fourth, and remembers what was answered."""

    def __init__(self, address: str) -> None:
        """Make a client of a server."""
        super().__init__(daemon=True)
        self.address = address
        self.created: set[str] = set()
        self.deleted: set[str] = set()
        self.unanswered: set[str] = set()
        """Jobs whose delete was sent."""

    def run(self) -> None:
        """Work until the server is gone."""
        connection = HTTPConnection(self.address, timeout=10)
        try:
            while True:
                video = ask(connection, "POST", "/v1/videos", {"prompt": "x" * CHANCE.randrange(1, 5000)})["id"]
                self.created.add(video)
                if len(self.created) % 4 == 0:
                    self.unanswered.add(video)
                    ask(connection, "DELETE", f"/v1/videos/{video}")
                    self.deleted.add(video)
        except (OSError, HTTPException, ValueError):
            connection.close()


def ask(connection: HTTPConnection, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
    """Send a request, and give what is answered."""
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, path, body=json.dumps(body) if body else None, headers=headers)
    with connection.getresponse() as response:
        content = response.read()
        if response.status != 200:
            raise SystemExit(f"durability: {method} {path.partition('?')[0]} was answered with {response.status}")
        document: dict[str, Any] = json.loads(content)
    return document


def trial(database: Path, known: set[str]) -> int:
    """Run a server until it is killed, then look for what it acknowledged; `known` is what there was, and then is.

    Raises:
        Lost: Something is not as it was acknowledged.
    """
    server = Server(database)
    try:
        clients = [Client(server.address) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        while not all(client.created for client in clients):
            time.sleep(0.005)
        time.sleep(CHANCE.uniform(0, LONGEST))
    finally:
        server.kill()
    for client in clients:
        client.join()
    created = set().union(*(client.created for client in clients))
    deleted = set().union(*(client.deleted for client in clients))
    doubtful = set().union(*(client.unanswered for client in clients))
    there = listed(database)
    if lost := (known | created) - doubtful - there:
        raise Lost(f"{len(lost)} of {len(known | created)} acknowledged jobs are lost, such as {min(lost)}")
    if back := deleted & there:
        raise Lost(f"{len(back)} deleted jobs are back, such as {min(back)}")
    known.clear()
    known.update(there)
    return len(created)


def listed(database: Path) -> set[str]:
    """Give the ids of all jobs that a new server on a database knows."""
    server = Server(database)
    try:
        connection, ids, after = HTTPConnection(server.address, timeout=10), set[str](), ""
        while True:
            page = ask(connection, "GET", f"/v1/videos?limit=100{after}")
            ids |= {video["id"] for video in page["data"]}
            if not page["has_more"]:
                return ids
            after = f"&after={page['last_id']}"
    finally:
        server.kill()


def main() -> int:
    """Run the trials."""
    parser = argparse.ArgumentParser(description="Kill the mock server at random moments, and look for its jobs.")
    parser.add_argument("--trials", type=int, default=50, help="how often it is killed (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known: set[str] = set()
        acknowledged = 0
        for _ in range(options.trials):
            try:
                acknowledged += trial(Path(folder, "videos.sqlite"), known)
            except Lost as problem:
                print(f"durability: {problem}", file=sys.stderr)
                return 1
    print(f"killed {2 * options.trials} times, {acknowledged} jobs acknowledged, none lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
