"""Progress, where somebody looks at it: on a terminal. What draws it there takes its time to load."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from openai_videos import BinaryResponseContent


def waiting(job_id: str) -> AbstractContextManager[Callable[[Any], None] | None]:
    """Show how far a job is. Gives the function to be told of each look at it, if there is need."""
    if not sys.stderr.isatty():
        return nullcontext()
    from openai_videos_cli import _bars

    return _bars.waiting(job_id)


def uploading(arguments: dict[str, Any]) -> AbstractContextManager[dict[str, Any]]:
    """Show how much of the files was sent. Gives the arguments to send."""
    if not sys.stderr.isatty() or not any(isinstance(value, Path) for value in arguments.values()):
        return nullcontext(arguments)
    from openai_videos_cli import _bars

    return _bars.uploading(arguments)


def receiving(content: BinaryResponseContent, name: str) -> AbstractContextManager[None]:
    """Show how much of a file has come."""
    if not sys.stderr.isatty():
        return nullcontext()
    from openai_videos_cli import _bars

    return _bars.receiving(content, name)
