"""What went wrong, for people on standard error and for programs in the exit code."""

from __future__ import annotations

import shlex
import sys
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from openai_videos import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    JobFailedError,
    OpenAIError,
    PollTimeoutError,
)

from openai_videos_cli._output import clean, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROGRAM = "openai-videos"


class Exit(IntEnum):
    """The exit codes."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    JOB_FAILED = 3
    CONNECTION = 4
    TIMEOUT = 5
    INTERRUPTED = 130
    PIPE = 141
    TERMINATED = 143


class Terminated(KeyboardInterrupt):
    """The process was told to end, by a time limit for example: as with Ctrl-C, what was begun is put in order."""


# The first that fits counts. What is last of all cannot be sent, or is a file that cannot be read or written.
_CODES: dict[type[BaseException], Exit] = {
    Terminated: Exit.TERMINATED,
    KeyboardInterrupt: Exit.INTERRUPTED,
    BrokenPipeError: Exit.PIPE,
    JobFailedError: Exit.JOB_FAILED,
    PollTimeoutError: Exit.TIMEOUT,
    APITimeoutError: Exit.TIMEOUT,
    APIConnectionError: Exit.CONNECTION,
    APIError: Exit.REFUSED,
    OpenAIError: Exit.USAGE,
    OSError: Exit.USAGE,
    # A proxy may need a package that is not there.
    ImportError: Exit.USAGE,
    TypeError: Exit.USAGE,
    ValueError: Exit.USAGE,
}
FORESEEN = tuple(_CODES)


def reported(error: BaseException) -> Exit:
    """Tell people about an error that is foreseen, and give the exit code."""
    code = next(code for kind, code in _CODES.items() if isinstance(error, kind))
    lines = [printable(note) for note in getattr(error, "__notes__", ())]
    if code is not Exit.PIPE:
        ended = {Exit.INTERRUPTED: "Interrupted.", Exit.TERMINATED: "Terminated."}
        lines.insert(0, ended.get(code) or f"Error: {_message(error)}")
    # The terminal has put ^C on this line.
    start = "\n" if code is Exit.INTERRUPTED and sys.stderr.isatty() else ""
    sys.stderr.write(start + "".join(f"{line}\n" for line in lines))
    return code


def _message(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        where = f": {error.filename}" if error.filename else ""
        return clean(f"{error.strerror}{where}")
    return clean(str(error))


@contextmanager
def hinting(text: str, words: Sequence[str], always: bool = False) -> Iterator[None]:
    """Add to what ends the block how to go on from there; not to a word of the server, unless it is `always` of use."""
    try:
        yield
    except (KeyboardInterrupt, OpenAIError, OSError) as error:
        if always or not isinstance(error, APIStatusError) or error.status_code >= 500:
            error.add_note(text)
            error.add_note(f"  {command(words)}")
        raise


def command(words: Sequence[Any]) -> str:
    """Give a command line that a shell reads as these words, without what would steer the terminal."""
    return clean(shlex.join([PROGRAM, *map(str, words)]))
