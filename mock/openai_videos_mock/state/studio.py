"""The studio: the files that a server has made, kept on disk in a folder that goes away with it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from attrs import define, frozen

from openai_videos_mock.state.media import ContentVariant, make_file
from openai_videos_mock.state.parts import Part

try:
    import fcntl
except ImportError:  # not on every system
    fcntl = None  # type: ignore[assignment]

_PREFIX = "openai-videos-mock-"
_UNLOCKED = f"new-{_PREFIX}"
_MOST_BYTES = 256 * 1024 * 1024
_IN_USE = 60.0
"""Seconds from the last use of a file to when it may be removed for want of room."""
_OPENED = 5.0
"""Seconds from being given a file to having opened it; who has may read it to its end."""
_MOST_KNOWN = 1000


@define
class _File:
    path: Path
    size: int
    video_id: str
    used: float


@frozen
class Made:
    """A video that was made here."""

    size: str
    parts: tuple[Part, ...]


class Studio:
    """Makes files when they are first asked for; keeps them until their video is forgotten or others need the room."""

    def __init__(self) -> None:
        """Remove what servers left behind that were killed; a folder is made with the first file."""
        self._folder: Path | None = None
        self._held: int | None = None
        self._lock = threading.Lock()
        self._files: dict[str, _File] = {}
        """By name, the one that was used last at the end."""
        self._making: dict[str, threading.Lock] = {}
        """By name, what holds others up that ask for a file while it is made."""
        self._known: dict[tuple[int, bytes], Made] = {}
        """By length and digest of the file."""
        _remove_left(Path(tempfile.gettempdir()))

    def close(self) -> None:
        """Remove all files."""
        with self._lock:
            folder, held = self._folder, self._held
            self._folder = self._held = None
            self._files.clear()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)

    def render(self, variant: ContentVariant, size: str, parts: Sequence[Part]) -> Path:
        """Give the file of a video, made now if it was not there. Equal arguments give equal bytes."""
        facts = repr((variant.value, size, tuple(parts))).encode("utf-8", "surrogatepass")
        name = f"{variant}-{hashlib.sha256(facts).hexdigest()[:32]}"
        with self._lock:
            making = self._making.setdefault(name, threading.Lock())
        # Made outside of the lock of all: what forgets a video, or asks for another, does not wait for it.
        with making:
            content = b"" if name in self._files else make_file(variant, size, tuple(parts))
            with self._lock:
                kept = self._files.pop(name, None)
                if kept is None:
                    # Another one may have needed its room meanwhile.
                    kept = self._keep(
                        name, content or make_file(variant, size, tuple(parts)), variant, size, tuple(parts)
                    )
                kept.used = time.monotonic()
                self._files[name] = kept
                self._making.pop(name, None)
        return kept.path

    def _keep(self, name: str, content: bytes, variant: ContentVariant, size: str, parts: tuple[Part, ...]) -> _File:
        path = self._open() / name
        path.write_bytes(content)
        if variant is ContentVariant.VIDEO:
            if len(self._known) >= _MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[len(content), hashlib.sha256(content).digest()] = Made(size, parts)
        self._make_room(len(content))
        return _File(path, len(content), parts[-1].id, 0.0)

    def _open(self) -> Path:
        if self._folder is None:
            folder = Path(tempfile.mkdtemp(prefix=_UNLOCKED))
            if fcntl is not None:
                self._held = os.open(folder, os.O_RDONLY)
                fcntl.flock(self._held, fcntl.LOCK_EX)
            # Under its last name only when it is locked, so that no other server takes it for one that was left.
            self._folder = folder.rename(folder.with_name(folder.name.removeprefix("new-")))
        return self._folder

    def _make_room(self, size: int) -> None:
        total = size + sum(file.size for file in self._files.values())
        for name, file in list(self._files.items()):
            if total <= _MOST_BYTES or time.monotonic() - file.used < _IN_USE:
                return
            self._drop(name)
            total -= file.size

    def _drop(self, name: str) -> None:
        _unlink(self._files.pop(name))

    def forget(self, video_id: str) -> None:
        """Remove the files of a video, as soon as who was given one to read has opened it."""
        with self._lock:
            for name in [name for name, file in self._files.items() if file.video_id == video_id]:
                removal = threading.Timer(_OPENED, self._remove, (name, self._files.pop(name)))
                removal.daemon = True
                removal.start()

    def _remove(self, name: str, file: _File) -> None:
        with self._lock:
            # A video of the same id may have been made anew.
            if name not in self._files:
                _unlink(file)

    def recognize(self, size: int, digest: bytes) -> Made | None:
        """Give what is known of a file that was made here, by its length and SHA-256."""
        return self._known.get((size, digest))


def _unlink(file: _File) -> None:
    with suppress(OSError):
        file.path.unlink()


def _remove_left(home: Path) -> None:
    """Remove folders whose server is gone: nobody holds their lock."""
    if fcntl is None:
        return
    for folder in home.glob(f"{_PREFIX}*"):
        try:
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # of somebody else, or gone already
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # a server has it
        finally:
            os.close(held)
