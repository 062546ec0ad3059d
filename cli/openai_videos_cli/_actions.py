"""What a command does, by the kind of its method."""

from __future__ import annotations

import mimetypes
import os
import secrets
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click
from openai_videos import APIStatusError, JobFailedError, media_type

from openai_videos_cli._output import clean, printable, show_many, show_one, show_path, show_value
from openai_videos_cli._progress import receiving, uploading, waiting
from openai_videos_cli.errors import command, hinting, reported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openai_videos import BinaryResponseContent, Client

    from openai_videos_cli._profile import Profile


# Where Python knows several, or none.
_ENDINGS = {"image/heic": ".heic", "image/webp": ".webp", "video/quicktime": ".mov", "video/x-msvideo": ".avi"}
# What a path forgets of the text that it is made of.
_FOLDER_ENDS = tuple(f"{mark}{end}" for mark in (os.sep, os.altsep) if mark for end in ("", "."))


@dataclass(frozen=True)
class Call:
    """One method of the client, with what it shall be given."""

    profile: Profile
    method: str
    arguments: dict[str, Any]

    def sent(self, client: Client) -> Any:
        """Send the call, and give what the client makes of the answer."""
        with uploading(self.arguments) as arguments:
            return getattr(client.videos, self.method)(**arguments)


def job(call: Call, wait: bool, output: str | None, waits: dict[str, Any]) -> None:
    """Start a job; with `wait` or an output, wait until it is done and fetch its file."""
    _checked(output)
    profile = call.profile
    with profile.client() as client:
        listed = [*profile.words(), "list"]
        with hinting("If a job was made, it is listed:", listed):
            video = call.sent(client)
        if not video.id:
            hint = f"If a job was made, it is listed:\n  {command(listed)}"
            raise click.ClickException(f"The server told no id of a job: {_excerpt(video)}\n{hint}")
        if wait or output:
            _waited(client, profile, video.id, output, waits, made=True)
        else:
            with hinting("The job was made. To wait for it:", profile.waiting(video.id)):
                show_one(video, bool(profile.json), only_id=True)


def wait(call: Call, output: str | None, waits: dict[str, Any]) -> None:
    """Wait until a job is done, and fetch its file if an output is named."""
    _checked(output)
    with call.profile.client() as client:
        _waited(client, call.profile, call.arguments["video_id"], output, {**call.arguments, **waits})


def download(call: Call, output: str | None, name: str, words: list[str]) -> None:
    """Fetch a file, of the thing of that name; `words` are those of the command."""
    _checked(output)
    with call.profile.client() as client:
        path = _downloaded(client, call, output, [*words, name])
    if path:
        show_path(path, bool(call.profile.json))


def several(call: Call, everything: bool) -> None:
    """Show a page of a list, or all pages."""
    with call.profile.client() as client:
        page = call.sent(client)
        show_many(_items(page.iter_pages() if everything else [page]), bool(call.profile.json))
        if not everything and page.has_next_page() and sys.stderr.isatty():
            there = "are" if page.has_more else "may be"
            click.echo(f"There {there} more: --all shows them, --after ID those behind that one.", err=True)


def plain(call: Call) -> None:
    """Make a call, and show what it gives."""
    with call.profile.client() as client:
        _shown(client, call)


def each(call: Call, name: str) -> None:
    """Make a call for each of several ids, and show what it gives; what the server refuses stops none of the others."""
    identities = call.arguments[name]
    code = None
    with call.profile.client() as client:
        for identity in identities:
            try:
                _shown(client, replace(call, arguments={**call.arguments, name: identity}))
            except APIStatusError as error:
                code = reported(error)
    if code is not None:
        raise click.exceptions.Exit(code)


def _shown(client: Client, call: Call) -> None:
    answer, as_json = call.sent(client), bool(call.profile.json)
    if not hasattr(answer, "FIELDS"):
        show_value(answer, as_json)
        return
    # Some servers send what is wrong with status 200.
    if "id" in answer.FIELDS and not (getattr(answer, "id", None) or getattr(answer, "deleted", None)):
        raise click.ClickException(f"The server told no id: {_excerpt(answer)}")
    show_one(answer, as_json)


def _excerpt(answer: Any) -> str:
    return clean(answer.to_json(indent=None))[:300]


def _waited(
    client: Client, profile: Profile, job_id: str, output: str | None, waits: dict[str, Any], made: bool = False
) -> None:
    """Wait for a job. Where it was `made` here, nobody knows its id yet: it is told whatever happens."""
    again = [*profile.waiting(job_id), *(["-o", output] if output else [])]
    arguments = {"video_id": job_id, **waits}
    failure = None
    with hinting("To wait for the job again:", again, always=made), waiting(job_id) as seen:
        try:
            done = client.videos.poll(**arguments, on_progress=seen, raise_on_failure=True)
        except JobFailedError as error:
            done, failure = error.video, error
    if output and failure is None:
        fetch = Call(profile, "download_content", {"video_id": job_id})
        path = _downloaded(client, fetch, output, ["download", job_id], always=made)
        if path:
            click.echo(f"Saved: {printable(str(path))}", err=True)
    if output != "-":
        with hinting("To look at the job:", [*profile.words(), "show", job_id]):
            show_one(done, bool(profile.json), only_id=True)
    if failure is not None:
        raise failure


def _items(pages: Iterable[Any]) -> Iterator[Any]:
    for page in pages:
        items = page.data or []
        wrong = [item for item in items if not hasattr(item, "FIELDS")] if isinstance(items, list) else [items]
        if wrong:
            raise click.ClickException(f"The server's list has {repr(wrong[0])[:80]} where an object was expected.")
        yield from items


def _downloaded(client: Client, call: Call, output: str | None, words: list[str], always: bool = False) -> Path | None:
    """Give the path of the new file; None if it went to standard output. The last of the words is the name."""
    name, again = words[-1], ["-o", output] if output else []
    variant = call.arguments.get("variant")
    again += ["--variant", variant] if variant else []
    with hinting("To download it again:", [*call.profile.words(), *words, *again], always=always):
        content = call.sent(client)
        with content, receiving(content, name):
            if output == "-":
                for chunk in content.iter_bytes():
                    sys.stdout.buffer.write(chunk)
                sys.stdout.flush()
                return None
            path = Path(output or "")
            if output is None or path.is_dir():
                return _named(content, path, quote(name, safe=""))
            content.write_to_file(path)
            return path


def _named(content: BinaryResponseContent, folder: Path, name: str) -> Path:
    """Write to a file in the folder whose name ends as its first bytes say, or else as the server does."""
    partial = folder / f".openai-videos-{secrets.token_hex(4)}"
    try:
        content.write_to_file(partial)
        with partial.open("rb") as file:
            kind = media_type(file.read(64))
        told = content.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        kind = kind or told
        path = folder / (name + (_ENDINGS.get(kind) or mimetypes.guess_extension(kind, strict=False) or ""))
        target = path.resolve()
        if target.exists():
            shutil.copymode(target, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _checked(output: str | None) -> None:
    """Find out whether the file can be written before anything is asked for that must be paid."""
    if output == "-":
        if sys.stdout.isatty():
            raise click.UsageError("A terminal cannot show a video: redirect the output, or give a file to -o.")
        return
    path = Path(output or "")
    with suppress(FileNotFoundError, NotADirectoryError):
        # A loop of links and a name that is too long end here.
        path.stat()
    if path.is_dir() or (output or "").endswith(_FOLDER_ENDS):
        folder = path
    else:
        # What a link leads to is what is replaced, by a file that is made beside it.
        folder = (path.resolve() if path.is_symlink() else path).parent
    if output == "" or not folder.is_dir():
        raise click.UsageError(f"There is no folder {str(folder)!r} to write to.")
    if path.exists() and not os.access(path, os.W_OK):
        raise click.UsageError(f"{str(path)!r} cannot be written.")
    # A device or a pipe is written itself.
    if path.is_file() or path.is_dir() or not path.exists():
        try:
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            raise click.UsageError(f"The folder {str(folder)!r} cannot be written: {error.strerror}.") from error
