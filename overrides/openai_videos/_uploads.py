"""Files and references: from what callers have to what goes over the wire."""

from __future__ import annotations

import errno
import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from openai_videos_gen.types import File, Model

from openai_videos._parts import START_BYTES, FilePart, Upload, UploadPart

if TYPE_CHECKING:
    from contextlib import ExitStack

    from openai_videos._contract import Operation

FileContent: TypeAlias = str | os.PathLike[str] | bytes | IO[bytes] | Upload
FileInput: TypeAlias = FileContent | tuple[str | None, FileContent] | tuple[str | None, FileContent, str | None]
"""A file: its path on disk, its bytes, an open binary file, an `Upload`, or (name, any of these[, media type])."""

_FILES = "a path (str or os.PathLike), bytes, a binary file object, an Upload or (name, content[, media type])"


def encode_body(
    operation: Operation, given: dict[str, Any], stack: ExitStack, *, as_json: bool = False, as_form: bool = False
) -> Model:
    """Choose the encoding by what is sent: files need multipart, references need JSON.

    What has a place for a file, but none to put there, goes as multipart as it does from the official clients; some
    servers take nothing else, unless JSON was asked for. The files that this opens are closed with `stack`.
    """
    uploads: list[str] = []
    references: list[str] = []
    for name in operation.files.keys() & given.keys():
        by_reference = _reference(given[name], operation.files[name], operation.returns)
        if by_reference is None:
            given[name] = file_of(name, given[name], operation.files[name], stack)
            uploads.append(name)
        else:
            given[name] = by_reference
            references.append(name)
    for name in operation.several & given.keys():
        if not isinstance(given[name], list):
            raise TypeError(f"`{name}` must be a list of files, not {type(given[name]).__name__}")
        given[name] = [file_of(name, one, None, stack) for one in given[name]]
        uploads.append(name)
    candidates = [operation.json, operation.form, operation.multipart]
    structured = references or as_json or any(isinstance(value, list | dict | Model) for value in given.values())
    if as_form or (operation.files and not structured):
        candidates.reverse()
    for body in candidates:
        carried = body.FIELDS.keys() if body else set()
        unfit = references if body is operation.multipart else uploads or as_form
        if body and not unfit and carried >= given.keys():
            return body(**given)
    raise TypeError(f"no request can carry all of {', '.join(given)}: files and references do not go together")


def with_files(name: str, value: Any, stack: ExitStack) -> Any:
    """Make files of what can only be one, however deep in a value it is: no str is a path here."""
    if isinstance(value, Mapping):
        return {key: with_files(f"{name}[{key}]", item, stack) for key, item in value.items()}
    if isinstance(value, tuple) and len(value) in (2, 3) and isinstance(value[0], str | None) and _is_content(value[1]):
        return file_of(name, value, None, stack)
    if isinstance(value, list | tuple):
        return [with_files(name, item, stack) for item in value]
    return file_of(name, value, None, stack) if _is_content(value) else value


def _is_content(value: Any) -> bool:
    return isinstance(value, Upload | os.PathLike | bytes | bytearray | memoryview) or callable(
        getattr(value, "read", None)
    )


def has_file(value: Any) -> bool:
    """Tell whether there is a file somewhere in a value."""
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return isinstance(value, File) or any(map(has_file, items))


def _reference(value: Any, reference: type[Model] | None, returned: type[Model] | None) -> dict[str, Any] | None:
    """Give the reference that `value` is, or None if it is none."""
    if reference is None:
        return None
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, reference):
        return value.to_dict()
    # A job stands for itself where the reference is by id.
    if returned is not None and isinstance(value, returned) and reference.FIELDS.get("id") == "id":
        if not isinstance(identity := getattr(value, "id", None), str) or not identity:
            raise ValueError(f"this {returned.__name__} has no id to refer to")
        return {"id": identity}
    return None


def file_of(name: str, value: Any, reference: type[Model] | None, stack: ExitStack) -> File:
    """Make the file that `value` is, for the argument or part of this name; TypeError if it is none."""
    file_name = media_type = None
    content: Any = value
    if isinstance(value, tuple):
        named = len(value) in (2, 3) and isinstance(value[0], str | None)
        file_name, content, media_type = (*value, None)[:3] if named else (None, None, None)
        if not named or not isinstance(media_type, str | None):
            raise _refused(name, value, reference)
    payload: Any
    start = b""
    if isinstance(content, Upload):
        payload = UploadPart(content)
        file_name, media_type = file_name or content.filename, media_type or content.content_type
    elif isinstance(content, str | os.PathLike):
        path = Path(content)
        payload = FilePart(stack.enter_context(_open(name, path, reference)), name)
        start = payload.start()
        file_name = file_name or path.name
    elif isinstance(content, bytes | bytearray | memoryview):
        payload = start = bytes(content)
    elif callable(getattr(content, "read", None)):
        # Text and asynchronous files have the same methods, but do not give bytes.
        probe = content.read(0)
        if not isinstance(probe, bytes):
            if hasattr(probe, "close"):
                probe.close()
            raise _refused(name, value, reference)
        payload = FilePart(content, name)
        start = payload.start()
        own_name = getattr(content, "name", None)
        file_name = file_name or (Path(own_name).name if isinstance(own_name, str) else None)
    else:
        raise _refused(name, value, reference)
    from openai_videos._media import media_type as media_type_of  # Only who sends files pays for it.

    guessed = mimetypes.guess_type(file_name, strict=False)[0] if file_name else None
    # A name may be that of a temporary file, or none at all.
    media_type = media_type or guessed or media_type_of(start[:START_BYTES]) or "application/octet-stream"
    if not (media_type.isascii() and media_type.isprintable()):
        raise ValueError(f"the media type of `{name}` holds a line end or another character that no header can carry")
    return File(payload, file_name or "upload", media_type)


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
    return " or ".join(f'{{"{name}": ...}}' for name in reference.FIELDS.values())


def _refused(name: str, value: Any, reference: type[Model] | None) -> TypeError:
    accepted = _FILES
    if reference is not None:
        accepted += f", or a reference: {_example(reference)} or a {reference.__name__}"
        if reference.FIELDS.get("id") == "id":
            accepted += " or a Video"
    shape = f"({', '.join(type(item).__name__ for item in value)})" if isinstance(value, tuple) else ""
    return TypeError(f"`{name}` must be {accepted}; not {type(value).__name__}{shape}")
