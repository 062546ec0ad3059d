"""The command line of the client: `openai-videos`, or `python -m openai_videos_cli`.

It needs what the extra `cli` brings. Commands and options are made from the methods of `Client.videos`, so that an
operation or a parameter that is new in the contract is there without a line written here.
"""

import sys
from importlib import import_module

__all__ = ["main"]

_NEEDED = ("click", "rich")


def main(arguments: list[str] | None = None) -> int:
    """Run one command, and give its exit code. `arguments` are those of the process if they are not given."""
    try:
        run = import_module("openai_videos_cli._main").run
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _NEEDED:
            raise
        sys.stderr.write(f"Error: the command line needs {missing}: pip install 'openai-videos[cli]'\n")
        return 2
    code: int = run(sys.argv[1:] if arguments is None else arguments)
    return code
