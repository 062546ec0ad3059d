"""Take the measurements of one kind of one client, in a process that does nothing else.

    python scripts/bench/measure.py MEASURE CLIENT BASE_URL MEBIBYTES

It prints the figures, as JSON. `python scripts/bench/run.py` calls it again and again, and compares. What clients
import by themselves is imported late here, so that they pay for it.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution

ROOT = Path(__file__).resolve().parents[2]
OURS = "openai-videos"
VIDEO_ID = f"video_{0:032x}"
RAW = ("httpx", "httpx2")
CALLS, LISTS, BLOCKS = 100, 20, 5
"""How many calls are made in a turn, and how many turns; the quickest counts, as the others had company."""
Figures = dict[str, float]


class Spent:
    """What this process spends from now on: CPU time in seconds, and memory in MiB beyond the most that it had."""

    def __init__(self) -> None:
        self._began, self._held = time.process_time(), _peak()

    def seconds(self) -> float:
        """Give the CPU time so far."""
        return time.process_time() - self._began

    def both(self, scale: float = 1) -> Figures:
        """Give both figures."""
        return {"cpu": self.seconds() * scale, "memory": max(_peak() - self._held, 0)}


def _peak() -> float:
    """Give the most memory that this process had so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(line[1]) / 1024 if line else 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1024)


def _prepare(name: str) -> str:
    """Make sure that the HTTP library is the one that is asked for; give the kind of client."""
    kind, _, library = name.partition(" on ")
    # As if they were not installed: libraries load what is there, and who installs a client alone has none of these.
    absent = [
        "trio",
        *([] if kind == "openai" else ["sniffio"]),
        *(["httpx2", "msgspec"] if library == "httpx" else []),
    ]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    return kind


def _class(kind: str, prefix: str = "") -> Any:
    """Import a client."""
    return getattr(import_module(kind), f"{prefix}Client" if kind in RAW else f"{prefix}OpenAI")


def _client(kind: str, base_url: str, prefix: str = "") -> Any:
    """Import a client, and make one: what the calls below are made on."""
    cls = _class(kind, prefix)
    if kind in RAW:
        return cls(base_url=base_url, headers={"authorization": "Bearer key"}, timeout=600)
    return cls(base_url=base_url, api_key="key", timeout=600).videos


def _retrieve(client: Any, name: str) -> None:
    if name in RAW:
        answer = client.get(f"/videos/{VIDEO_ID}")
        answer.raise_for_status()
        answer.json()
    else:
        client.retrieve(VIDEO_ID)


def _list(client: Any, name: str) -> None:
    page = client.get("/videos", params={"limit": 100}).json()["data"] if name in RAW else client.list(limit=100).data
    if len(page) != 100:
        raise SystemExit(f"{name}: a page of {len(page)} videos")


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
    elif name == "openai":
        # Its plain download has all bytes in memory, twice.
        streamed = client.with_streaming_response
        with streamed.download_content(VIDEO_ID, extra_query={"bytes": size}) as answer:
            answer.stream_to_file(path)
    else:
        client.download_content(VIDEO_ID, extra_query={"bytes": size}).write_to_file(path)


async def _async_download(client: Any, name: str, path: Path, size: int) -> None:
    if name in RAW:
        async with client.stream("GET", f"/videos/{VIDEO_ID}/content", params={"bytes": size}) as answer:
            with path.open("wb") as file:
                async for chunk in answer.aiter_bytes():
                    file.write(chunk)
    else:
        streamed = client.with_streaming_response
        async with streamed.download_content(VIDEO_ID, extra_query={"bytes": size}) as answer:
            await answer.stream_to_file(path)


async def _async_retrieve(client: Any, name: str) -> None:
    if name in RAW:
        (await client.get(f"/videos/{VIDEO_ID}")).raise_for_status().json()
    else:
        await client.retrieve(VIDEO_ID)


def imported(name: str, _base_url: str, _mebibytes: int) -> Figures:
    """Measure how the class of the client is imported."""
    spent = Spent()
    _class(name)
    return spent.both(1e3)


def start(name: str, base_url: str, _mebibytes: int) -> Figures:
    """Measure the way from the import to the first answer."""
    spent = Spent()
    _retrieve(_client(name, base_url), name)
    return spent.both(1e3)


def _repeated(times: int, call: Callable[[Any, str], None]) -> Callable[[str, str, int], Figures]:
    def measured(name: str, base_url: str, _mebibytes: int) -> Figures:
        client = _client(name, base_url)
        # What is loaded and connected at the first call belongs to the start.
        _retrieve(client, name)
        if times > 1:
            call(client, name)
        blocks = []
        for _ in range(BLOCKS):
            spent = Spent()
            for _ in range(times):
                call(client, name)
            blocks.append(spent.seconds())
        return {"cpu": min(blocks) / times * 1e6}

    return measured


def _run(measuring: Coroutine[Any, Any, Figures]) -> Figures:
    import asyncio

    return asyncio.run(measuring)


def _together(at_once: int) -> Callable[[str, str, int], Figures]:
    async def run(name: str, base_url: str) -> Figures:
        import asyncio

        client = _client(name, base_url, "Async")

        async def several() -> None:
            await asyncio.gather(*(_async_retrieve(client, name) for _ in range(at_once)))

        await several()
        blocks = []
        for _ in range(BLOCKS):
            spent = Spent()
            for _ in range(max(CALLS // at_once, 1)):
                await several()
            blocks.append(spent.seconds())
        return {"cpu": min(blocks) / max(CALLS, at_once) * 1e6}

    return lambda name, base_url, _mebibytes: _run(run(name, base_url))


def upload(name: str, base_url: str, mebibytes: int) -> Figures:
    """Measure the upload of a file."""
    from tempfile import TemporaryDirectory

    client = _client(name, base_url)
    _retrieve(client, name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.mp4"
        with path.open("wb") as file:
            os.truncate(file.fileno(), mebibytes << 20)
        spent = Spent()
        _upload(client, name, path)
        return spent.both()


def download(name: str, base_url: str, mebibytes: int) -> Figures:
    """Measure a download to a file."""
    from tempfile import TemporaryDirectory

    client = _client(name, base_url)
    _retrieve(client, name)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.mp4"
        spent = Spent()
        _download(client, name, path, mebibytes << 20)
        figures = spent.both()
        _complete(path, mebibytes)
        return figures


def async_download(name: str, base_url: str, mebibytes: int) -> Figures:
    """Measure an asynchronous download to a file, in the way that each client has for large ones."""

    async def run(path: Path) -> Figures:
        client = _client(name, base_url, "Async")
        await _async_retrieve(client, name)
        spent = Spent()
        await _async_download(client, name, path, mebibytes << 20)
        return spent.both()

    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.mp4"
        figures = _run(run(path))
        _complete(path, mebibytes)
        return figures


def _complete(path: Path, mebibytes: int) -> None:
    if path.stat().st_size != mebibytes << 20:
        raise SystemExit(f"{path.stat().st_size} bytes came")


def installed(name: str, _base_url: str, _mebibytes: int) -> Figures:
    """Give the MiB of the files of a client, and of what it requires without extras; and how many packages that are.

    What Python compiles of them is left out.
    """
    closed: dict[str, Distribution] = {}
    _close(name, closed)
    return {"MiB": sum(map(_bytes, closed.values())) / (1 << 20), "distributions": len(closed)}


def _close(name: str, closed: dict[str, Distribution]) -> None:
    from importlib.metadata import distribution

    from packaging.requirements import Requirement

    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in closed:
        return
    closed[key] = distribution(name)
    for line in closed[key].requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            _close(requirement.name, closed)


def _bytes(package: Distribution) -> int:
    if package.metadata["Name"] == OURS:
        import tomllib

        # It is installed as it stands in the repository; a wheel has these folders.
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        folders = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
        files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    else:
        files = [Path(str(package.locate_file(path))) for path in package.files or ()]
    return sum(path.stat().st_size for path in files if path.suffix != ".pyc" and path.exists())


MEASURES: Mapping[str, Callable[[str, str, int], Figures]] = {
    "import": imported,
    "start": start,
    "retrieve": _repeated(CALLS, _retrieve),
    "together-50": _together(50),
    "together-200": _together(200),
    "page": _repeated(LISTS, _list),
    "all": _repeated(1, _all),
    "upload": upload,
    "download": download,
    "async-download": async_download,
    "installed": installed,
}

if __name__ == "__main__":
    measure, subject, server, size = sys.argv[1:]
    figures = MEASURES[measure](_prepare(subject), server, int(size))
    import json

    sys.stdout.write(json.dumps(figures))
