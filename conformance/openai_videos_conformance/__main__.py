"""The suite as a command of its own.

openai-videos-conformance URL [pytest options]   judge a server, as `pytest conformance --base-url=URL` does
openai-videos-conformance [pytest options]       judge the server of videos-target.toml, or of --target=FILE
openai-videos-conformance init URL [--as=SERVER] ask a server what it is like, with no job, and write videos-target.toml
openai-videos-conformance diff RUN RUN           what two runs differ in
openai-videos-conformance verify RUN             whether the evidence of a run bears out its report
openai-videos-conformance load [URL] --max-jobs=N [options]
                                                 many users at once by Locust (extra `load`), within a budget of jobs
openai-videos-conformance matrix RUN...          several servers side by side, as matrix.html and matrix.md; --help
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest

from .evidence.archive import ArchiveError
from .files import write
from .judging import SUITE
from .report.caption import Captions, read_captions
from .report.column import columns_of
from .report.comparison import altered, difference
from .report.matrix import matrix_page, matrix_table
from .run.initial import initial_file
from .run.wire.driver import Driver, Unreachable
from .target.address import WRONG, TargetError
from .target.file import FILE
from .target.help import options_text
from .target.presets import preset
from .target.settings import Setting, make_target
from .target.tiers import Tier

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
            case ["matrix", *options]:
                return matrix(options)
            case ["init", url, *options] if all(option.startswith("--as=") for option in options):
                return init(url, options[-1].removeprefix("--as=") if options else None, Path(FILE))
            case ["load", *options]:
                # It names requirements as it is read: a wrong name is told by the command that meets it.
                from .load.command import load

                return load(options)
            case [*options] if _is_run(options):
                # The schemathesis plugin for pytest does not work with pytest 9, and is not needed.
                fixed = ["-p", "openai_videos_conformance.plugin", "-p", "no:schemathesis", "-p", "no:cacheprovider"]
                fixed += ["--rootdir", str(SUITE)]
                # That hypothesis was imported before pytest is no news to anybody here.
                fixed += ["-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
                return int(pytest.main([str(SUITE), *fixed, "--import-mode=importlib", *_named(options)]))
    except BrokenPipeError:
        # Whoever reads the output has seen enough.
        sys.stderr.close()
        return 1
    except (TargetError, Unreachable) as problem:
        print(f"openai-videos-conformance: {problem}", file=sys.stderr)
        return WRONG
    except ArchiveError as problem:
        print(f"openai-videos-conformance: {problem}", file=sys.stderr)
        return USAGE
    asked = words in (["-h"], ["--help"])
    text = f"{__doc__}\n{options_text()}\n\n{MORE}" if asked else __doc__ or ""
    print(text.strip(), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else USAGE


def matrix(words: list[str]) -> int:
    """Write the page and the table of several runs."""
    parser = argparse.ArgumentParser(prog="openai-videos-conformance matrix", allow_abbrev=False)
    parser.add_argument("runs", metavar="RUN", nargs="+", type=Path, help="a saved run, or a page of some that stay")
    parser.add_argument("--captions", type=Path, metavar="FILE", help="YAML: what people say of the servers")
    parser.add_argument(
        "--page", type=Path, default=Path("matrix.html"), metavar="FILE", help="matrix.html if not given"
    )
    parser.add_argument("--table", type=Path, default=Path("matrix.md"), metavar="FILE", help="matrix.md if not given")
    options = parser.parse_args(words)
    captions = read_captions(options.captions) if options.captions is not None else Captions()
    columns = columns_of(options.runs, captions)
    beside = Path(os.path.relpath(options.page, options.table.parent)).as_posix()
    texts = {options.page: matrix_page(columns, captions), options.table: matrix_table(columns, captions, beside)}
    try:
        for path, text in texts.items():
            write(path, text)
    except OSError as problem:
        raise ArchiveError(f"{problem.filename} could not be written: {problem.strerror}") from None
    print(f"wrote {' and '.join(map(str, texts))}: {len(columns)} servers")
    return 0


def init(url: str, preset_name: str | None, path: Path) -> int:
    """Write the file of a target: what the server says of itself, and what is known of such servers."""
    if path.exists():
        raise TargetError("it exists already; remove it first, or edit it", place=str(path))
    known = dict(preset(preset_name)) if preset_name is not None else {}
    settings = {**known, "base-url": Setting(url, "URL"), "tier": Setting(Tier.FREE.value, "init")}
    driver = Driver(make_target(settings, api_key=os.environ.get("OPENAI_API_KEY")))
    try:
        text = initial_file(driver, preset_name)
    finally:
        driver.close()
    write(path, text)
    print(f"wrote {path}; openai-videos-conformance --plan says what a run of it would ask for")
    return 0


def _is_run(words: list[str]) -> bool:
    """Tell whether words are a URL with options, or options for the server of a file."""
    if words[:1] and not words[0].startswith("-"):
        return words[0] not in {"diff", "verify", "init", "matrix", "load"}
    has_file = Path(FILE).is_file() or any(word.split("=")[0] == "--target" for word in words)
    return has_file and words not in (["-h"], ["--help"])


def _named(words: list[str]) -> list[str]:
    """Give the options of pytest, the URL among them."""
    return words if not words or words[0].startswith("-") else [f"--base-url={words[0]}", *words[1:]]


if __name__ == "__main__":
    sys.exit(main())
