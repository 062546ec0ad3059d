"""The command line of the client: `openai-videos`, or `python -m openai_videos_cli`.

It needs what the extra `cli` brings. Commands and options are made from the methods of `Client.videos`, so that an
operation or a parameter that is new in the contract is there without a line written here.
"""

import sys
from importlib.util import find_spec

__all__ = ["main"]

_NEEDED = ("click", "rich")


def main(arguments: list[str] | None = None) -> int:
    """Run one command, and give its exit code. `arguments` are those of the process if they are not given."""
    # Some of it is loaded only when it is used: better to know at the beginning.
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        sys.stderr.write(f"Error: the command line needs {' and '.join(missing)}: pip install 'openai-videos[cli]'\n")
        return 2
    from openai_videos_cli._main import run

    return run(sys.argv[1:] if arguments is None else arguments)
