"""Bars on standard error."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)

from openai_videos_cli._output import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from openai_videos import BinaryResponseContent
    from rich.console import RenderableType

P = TypeVar("P", bound=Progress)


# What is narrower has no place for more than what is done and how far it is.
_WIDE, _LABEL = 80, 12


def _bars(*columns: Any, kind: type[P]) -> P:
    console = Console(stderr=True)
    wide = [BarColumn(), *columns, TimeElapsedColumn()]
    description = TextColumn("{task.description}", markup=False)
    shown = wide if console.width >= _WIDE else columns[:1]
    return kind(SpinnerColumn(), description, *shown, console=console, transient=True)


def _label(identity: str) -> str:
    """Give an id, or where that leaves no place for more, its end."""
    label = clean(identity)
    return label if Console(stderr=True).width >= _WIDE or len(label) <= _LABEL else f"…{label[-_LABEL:]}"


@contextmanager
def waiting(job_id: str) -> Iterator[Callable[[Any], None]]:
    """Show how far a job is. Gives the function to be told of each look at it."""
    with _bars(TaskProgressColumn(), kind=Progress) as bars:
        task = bars.add_task(f"{_label(job_id)} waiting", total=None)

        def seen(job: Any) -> None:
            done = job.progress if isinstance(job.progress, int | float) else None
            bars.update(
                task,
                description=f"{_label(job_id)} {clean(str(job.status))}",
                total=100 if done else None,
                completed=done,
            )

        yield seen


@contextmanager
def uploading(arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Show how much of the files was sent. Gives the arguments, with paths made into files that are watched."""
    paths = {name: value for name, value in arguments.items() if isinstance(value, Path)}
    with _bars(DownloadColumn(), TransferSpeedColumn(), kind=Progress) as bars:
        files = {
            name: bars.open(path, "rb", description=f"Sending {_label(path.name)}") for name, path in paths.items()
        }
        try:
            yield {**arguments, **{name: (paths[name].name, file) for name, file in files.items()}}
        finally:
            for file in files.values():
                file.close()


@contextmanager
def receiving(content: BinaryResponseContent, name: str) -> Iterator[None]:
    """Show how much of a file has come."""
    length = content.response.headers.get("content-length", "")
    with _bars(DownloadColumn(), TransferSpeedColumn(), kind=_Watch) as bars:
        bars.watched = content
        bars.add_task(f"Receiving {_label(name)}", total=int(length) if length.isdigit() else None)
        yield


class _Watch(Progress):
    """Looks for itself how far it is, whenever it is drawn."""

    watched: BinaryResponseContent | None = None

    def get_renderables(self) -> Iterable[RenderableType]:
        if self.watched:
            # After a break only the rest may come, as another answer.
            response = self.watched.response
            part = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
            start = int(part[1]) if part else 0
            for task in self.tasks:
                self.update(task.id, completed=start + response.num_bytes_downloaded)
        return super().get_renderables()
