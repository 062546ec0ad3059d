"""One run of the command line, from its words to the exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading

import click
from click.shell_completion import shell_complete

from openai_videos_cli._commands import program
from openai_videos_cli.errors import FORESEEN, PROGRAM, Exit, Terminated, reported

COMPLETE = "_OPENAI_VIDEOS_COMPLETE"


def _terminate(*_: object) -> None:
    raise Terminated


def _open_streams() -> None:
    """Put something in the place of streams that are closed, so that no file or connection gets their numbers.

    What is read or written nevertheless fails as with any file, except that nobody can be told about errors.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_WRONLY), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _give_up_output() -> None:
    """Let go of what cannot be written, which Python would try again at its end, with an exit code of its own."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: list[str]) -> int:
    """Run one command, and give its exit code."""
    _open_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Servers send halves of characters too, and JSON has an escape for them.
        sys.stdout.reconfigure(errors="backslashreplace")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminate)
    try:
        commands = program(COMPLETE)
        if instruction := os.environ.get(COMPLETE):
            return shell_complete(commands, {}, PROGRAM, COMPLETE, instruction)
        with commands.make_context(PROGRAM, arguments) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except FORESEEN as error:
        code = reported(error)
        _give_up_output()
        return code
    return Exit.DONE
