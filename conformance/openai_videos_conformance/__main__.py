"""The suite as a command of its own.

openai-videos-conformance URL [pytest options]   judge a server, as `pytest conformance --base-url=URL` does
openai-videos-conformance diff RUN RUN           what two runs differ in
openai-videos-conformance verify RUN             whether the evidence of a run bears out its report
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .evidence.archive import ArchiveError
from .judging import SUITE
from .report.comparison import altered, difference

USAGE = 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        match words:
            case ["diff", first, second]:
                lines = list(difference(Path(first), Path(second)))
                print("\n".join(lines) or "no verdict differs", flush=True)
                return int(bool(lines))
            case ["verify", folder]:
                lines = altered(Path(folder))
                print("\n".join(lines) or "every verdict of the report follows from the evidence")
                return int(bool(lines))
            case [url, *options] if not url.startswith("-") and url not in {"diff", "verify"}:
                # The schemathesis plugin for pytest does not work with pytest 9, and is not needed.
                fixed = ["-p", "openai_videos_conformance.plugin", "-p", "no:schemathesis", "-p", "no:cacheprovider"]
                fixed += ["--rootdir", str(SUITE)]
                # That hypothesis was imported before pytest is no news to anybody here.
                fixed += ["-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
                return int(pytest.main([str(SUITE), *fixed, "--import-mode=importlib", f"--base-url={url}", *options]))
    except BrokenPipeError:
        # Whoever reads the output has seen enough.
        sys.stderr.close()
        return 1
    except ArchiveError as problem:
        print(f"openai-videos-conformance: {problem}", file=sys.stderr)
        return USAGE
    print((__doc__ or "").strip(), file=sys.stdout if words in (["-h"], ["--help"]) else sys.stderr)
    return 0 if words in (["-h"], ["--help"]) else USAGE


if __name__ == "__main__":
    sys.exit(main())
