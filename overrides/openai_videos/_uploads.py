"""Files and references: from what callers have to what goes over the wire."""

from __future__ import annotations

import errno
import io
import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, cast

from openai_videos_gen.types import File, Model

if TYPE_CHECKING:
    from contextlib import ExitStack

    from openai_videos._resource import Operation

FileContent: TypeAlias = str | os.PathLike[str] | bytes | IO[bytes]
FileInput: TypeAlias = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str | None]
"""A file: its path on disk, its bytes, an open binary file, or (name, any of these[, media type])."""

_FILES = "a path (str or os.PathLike), bytes, a binary file object or (name, content[, media type])"


class _Part:
    """A file object as httpx shall see it.

    httpx takes the length from the file descriptor, which is wrong for pipes and for files that are decompressed while
    they are read. Without a descriptor it asks for the end, and sends in chunks if that has no answer.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.spent = False
        """Whether something was read that cannot be read again."""
        try:
            file.seek(0, io.SEEK_END)
            self._sized = True
        except (AttributeError, OSError, ValueError):
            self._sized = False

    def read(self, size: int = -1) -> bytes:
        self.spent = not self._sized
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if not self._sized:
            raise io.UnsupportedOperation("this file cannot seek")
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        if not self._sized:
            raise io.UnsupportedOperation("this file cannot seek")
        return self._file.tell()


def encode_body(operation: Operation, fields: Mapping[str, Any], stack: ExitStack) -> Model:
    """Choose the encoding by what is sent: files need multipart, references need JSON.

    What has a place for a file, but none to put there, goes as multipart as it does from the official clients; some
    servers take nothing else. The files that this opens are closed with `stack`.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    uploads: list[str] = []
    references: list[str] = []
    for name, reference in operation.files.items():
        if name not in given:
            continue
        by_reference = _reference(given[name], reference, operation.returns)
        if by_reference is None:
            given[name] = _file(name, given[name], reference, stack)
            uploads.append(name)
        else:
            given[name] = by_reference
            references.append(name)
    candidates = [operation.json, operation.multipart]
    structured = references or any(isinstance(value, list | dict | Model) for value in given.values())
    if operation.files and not structured:
        candidates.reverse()
    for body in candidates:
        carried = {attribute for attribute, _ in body.FIELDS} if body else set()
        unfit = references if body is operation.multipart else uploads
        if body and not unfit and carried >= given.keys():
            return body(**given)
    raise TypeError(f"no request can carry all of {', '.join(given)}: files and references do not go together")


def _reference(value: Any, reference: type[Model] | None, returned: type[Model] | None) -> dict[str, Any] | None:
    """Give the reference that `value` is, or None if it is none."""
    if reference is None:
        return None
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, reference):
        return value.to_dict()
    # A job stands for itself where the reference is by id.
    if returned is not None and isinstance(value, returned) and ("id", "id") in reference.FIELDS:
        if not isinstance(identity := getattr(value, "id", None), str) or not identity:
            raise ValueError(f"this {returned.__name__} has no id to refer to")
        return {"id": identity}
    return None


def _file(name: str, value: Any, reference: type[Model] | None, stack: ExitStack) -> File:
    file_name = media_type = None
    content: Any = value
    if isinstance(value, tuple):
        if len(value) not in (2, 3) or not isinstance(value[0], str):
            raise _refused(name, value, reference)
        file_name, content, media_type = (*value, None)[:3]
        if media_type is not None and not isinstance(media_type, str):
            raise _refused(name, value, reference)
    payload: Any
    if isinstance(content, str | os.PathLike):
        path = Path(content)
        payload = stack.enter_context(_open(name, path, reference))
        file_name = file_name or path.name
    elif isinstance(content, bytes | bytearray | memoryview):
        payload = bytes(content)
    elif callable(getattr(content, "read", None)):
        # Text and asynchronous files have the same methods, but do not give bytes.
        probe = content.read(0)
        if not isinstance(probe, bytes):
            if hasattr(probe, "close"):
                probe.close()
            raise _refused(name, value, reference)
        payload = content
        own_name = getattr(content, "name", None)
        file_name = file_name or (Path(own_name).name if isinstance(own_name, str) else None)
    else:
        raise _refused(name, value, reference)
    guessed = mimetypes.guess_type(file_name, strict=False)[0] if file_name else None
    if not isinstance(payload, bytes):
        payload = cast("IO[bytes]", _Part(payload))
    return File(payload, file_name or "upload", media_type or guessed or "application/octet-stream")


def _open(name: str, path: Path, reference: type[Model] | None) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        hint = "" if reference is None else f"; what the server holds is named by a reference, {_example(reference)}"
        message = f"`{name}` is the path of a file that does not exist{hint}"
        raise FileNotFoundError(errno.ENOENT, message, str(path)) from None
    except IsADirectoryError:
        raise IsADirectoryError(errno.EISDIR, f"`{name}` is the path of a folder, not of a file", str(path)) from None


def _example(reference: type[Model]) -> str:
    return " or ".join(f'{{"{name}": ...}}' for _, name in reference.FIELDS)


def _refused(name: str, value: Any, reference: type[Model] | None) -> TypeError:
    accepted = _FILES
    if reference is not None:
        accepted += f", or a reference: {_example(reference)} or a {reference.__name__}"
        if ("id", "id") in reference.FIELDS:
            accepted += " or a Video"
    shape = f"({', '.join(type(item).__name__ for item in value)})" if isinstance(value, tuple) else ""
    return TypeError(f"`{name}` must be {accepted}; not {type(value).__name__}{shape}")
