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


def _bars(*columns: Any, kind: type[P]) -> P:
    return kind(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *columns,
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def waiting(job_id: str) -> Iterator[Callable[[Any], None]]:
    """Show how far a job is. Gives the function to be told of each look at it."""
    with _bars(TaskProgressColumn(), kind=Progress) as bars:
        task = bars.add_task(f"{clean(job_id)} waiting", total=None)

        def seen(job: Any) -> None:
            done = job.progress if isinstance(job.progress, int | float) else None
            bars.update(task, description=clean(f"{job_id} {job.status}"), total=100 if done else None, completed=done)

        yield seen


@contextmanager
def uploading(arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Show how much of the files was sent. Gives the arguments, with paths made into files that are watched."""
    paths = {name: value for name, value in arguments.items() if isinstance(value, Path)}
    with _bars(DownloadColumn(), TransferSpeedColumn(), kind=Progress) as bars:
        files = {name: bars.open(path, "rb", description=f"Sending {path.name}") for name, path in paths.items()}
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
        bars.add_task(f"Receiving {clean(name)}", total=int(length) if length.isdigit() else None)
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
