"""The suite as a command of its own.

openai-videos-conformance URL [pytest options]   judge a server, as `pytest conformance --base-url=URL` does
openai-videos-conformance diff RUN RUN           what two runs differ in
openai-videos-conformance verify RUN             whether the evidence of a run bears out its report
openai-videos-conformance matrix RUN...          several servers side by side, as matrix.html and matrix.md
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .evidence.archive import ArchiveError
from .files import write
from .judging import SUITE
from .report.comparison import altered, difference
from .report.matrix import matrix_page, matrix_table, servers
from .target.help import options_text

USAGE = 2

MORE = """\
Everything that pytest can do works as well: openai-videos-conformance URL --help lists that, too.
Exit codes: 0 every claimed MUST passed, 1 one did not (diff and verify: there are differences), 2 cut short, or wrong
words, 3 a mistake of the suite, 4 a wrong option, no server or a refused key, 5 no check was chosen.
"""


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
            case ["matrix", *folders] if folders and not any(folder.startswith("-") for folder in folders):
                return matrix([Path(folder) for folder in folders])
            case [url, *options] if not url.startswith("-") and url not in {"diff", "verify", "matrix"}:
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
    asked = words in (["-h"], ["--help"])
    text = f"{__doc__}\n{options_text()}\n\n{MORE}" if asked else __doc__ or ""
    print(text.strip(), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else USAGE


def matrix(folders: list[Path]) -> int:
    """Write the page and the table of several runs into this folder."""
    columns = servers(folders)
    page, table = Path("matrix.html"), Path("matrix.md")
    texts = {page: matrix_page(columns), table: matrix_table(columns, page.name)}
    try:
        for path, text in texts.items():
            write(path, text)
    except OSError as problem:
        raise ArchiveError(f"{problem.filename} could not be written: {problem.strerror}") from None
    print(f"wrote {' and '.join(map(str, texts))}: {len(columns)} servers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
