"""Take one measurement of one client, in a process that does nothing else.

    python scripts/bench/measure.py METRIC CLIENT BASE_URL MEBIBYTES

It prints one number. `python scripts/bench/run.py` calls it again and again, and compares.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

VIDEO_ID = f"video_{0:032x}"
RAW = ("httpx", "httpx2")
CALLS, LISTS, AT_ONCE = 300, 50, 50


def _prepare(name: str) -> str:
    """Make sure that the HTTP library is the one that is asked for; give the kind of client."""
    kind, _, library = name.partition(" on ")
    if library == "httpx":
        # As if it were not installed.
        sys.modules["httpx2"] = None  # type: ignore[assignment]
    return kind


def _client(kind: str, base_url: str, asynchronous: bool = False) -> Any:
    """Import a client, and make one: what the calls below are made on."""
    prefix = "Async" if asynchronous else ""
    if kind in ("httpx", "httpx2"):
        made = getattr(import_module(kind), f"{prefix}Client")
        return made(base_url=base_url, headers={"authorization": "Bearer key"}, timeout=600)
    made = getattr(import_module(kind), f"{prefix}OpenAI")
    return made(base_url=base_url, api_key="key", timeout=600).videos


def _retrieve(client: Any, name: str) -> None:
    if name in RAW:
        answer = client.get(f"/videos/{VIDEO_ID}")
        answer.raise_for_status()
        answer.json()
    else:
        client.retrieve(VIDEO_ID)


def _list(client: Any, name: str) -> None:
    found = client.get("/videos", params={"limit": 100}).json()["data"] if name in RAW else client.list(limit=100).data
    if len(found) != 100:
        raise SystemExit(f"{name}: a page of {len(found)} videos")


def _all(client: Any, name: str) -> None:
    if name not in RAW:
        count = sum(1 for _ in client.list(limit=100))
    else:
        asked: dict[str, Any] = {"limit": 100}
        count, more = 0, True
        while more:
            page = client.get("/videos", params=asked).json()
            count += len(page["data"])
            more, asked["after"] = page["has_more"], page["last_id"]
    if count != 10_000:
        raise SystemExit(f"{name}: {count} videos")


def _upload(client: Any, name: str, path: Path) -> None:
    if name in RAW:
        with path.open("rb") as file:
            client.post("/videos", data={"prompt": "x"}, files={"input_reference": file}).raise_for_status()
    else:
        client.create(prompt="x", input_reference=path)


def _download(client: Any, name: str, path: Path, size: int) -> None:
    if name in RAW:
        with (
            client.stream("GET", f"/videos/{VIDEO_ID}/content", params={"bytes": size}) as answer,
            path.open("wb") as file,
        ):
            for chunk in answer.iter_bytes():
                file.write(chunk)
    else:
        client.download_content(VIDEO_ID, extra_query={"bytes": size}).write_to_file(path)
    if path.stat().st_size != size:
        raise SystemExit(f"{name}: {path.stat().st_size} bytes")


async def _together(name: str, base_url: str) -> float:
    client = _client(name, base_url, asynchronous=True)

    async def retrieve() -> None:
        if name in RAW:
            (await client.get(f"/videos/{VIDEO_ID}")).raise_for_status().json()
        else:
            await client.retrieve(VIDEO_ID)

    async def several() -> None:
        await asyncio.gather(*(retrieve() for _ in range(AT_ONCE)))

    await several()
    began = time.process_time()
    for _ in range(CALLS // AT_ONCE):
        await several()
    return (time.process_time() - began) / CALLS * 1e6


def _peak() -> float:
    """Give the most memory that this process had so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(found[1]) / 1024 if found else 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1024)


def _measured(metric: str, name: str, base_url: str, mebibytes: int) -> float:
    name = _prepare(name)
    if metric == "together":
        return asyncio.run(_together(name, base_url))
    began, held = time.process_time(), _peak()
    client = _client(name, base_url)
    if metric == "start":
        _retrieve(client, name)
        return (time.process_time() - began) * 1e3
    if metric == "memory":
        _retrieve(client, name)
        return _peak() - held
    # What is loaded and connected at the first call belongs to the start.
    _retrieve(client, name)
    if metric in ("upload", "download"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "file.mp4"
            if metric == "upload":
                with path.open("wb") as file:
                    os.truncate(file.fileno(), mebibytes << 20)
            held = _peak()
            if metric == "upload":
                _upload(client, name, path)
            else:
                _download(client, name, path, mebibytes << 20)
            return _peak() - held
    times, call = {"retrieve": (CALLS, _retrieve), "page": (LISTS, _list), "all": (1, _all)}[metric]
    if times > 1:
        call(client, name)
    began = time.process_time()
    for _ in range(times):
        call(client, name)
    return (time.process_time() - began) / times * 1e6


if __name__ == "__main__":
    sys.stdout.write(f"{_measured(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))}\n")
