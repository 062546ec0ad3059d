"""Draft a requirement: its row, its check and the fault that it has to find, to be filled in.

    python scripts/new_requirement.py delete.foo --feature delete --level MUST --needs delete

Nothing is written unless all three can be.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from house.drafts import ID, Draft, DraftError, House, near, save
from openai_videos_conformance.catalogue.registry import Basis, Level
from openai_videos_conformance.scenario.parts import PARTS
from openai_videos_conformance.target.features import Feature
from openai_videos_mock.faults import Layer

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the drafts and say where they are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("id", help="FAMILY.WORDS, never used before")
    parser.add_argument("--level", required=True, help="MUST fails a run; SHOULD and MAY warn")
    parser.add_argument("--feature", required=True, help="the part of the API, which a server may leave out")
    parser.add_argument("--needs", required=True, nargs="+", help="the parts of a run whose evidence it is judged by")
    parser.add_argument("--basis", default=Basis.INFERRED.value, help="what it rests on (default: %(default)s)")
    parser.add_argument(
        "--layer", default=Layer.STATUS.value, help="where the fault can be seen (default: %(default)s)"
    )
    parser.add_argument("--beside", metavar="FAMILY", help="the family to put it beside, where it begins a new one")
    options = parser.parse_args(arguments)
    try:
        files = _draft(options).written(House(root))
        save(files)
    except DraftError as error:
        sys.stderr.write(f"new_requirement: {error}\n")
        return 2
    # Imports that the drafts brought are put in order, as `make lint` wants them.
    paths = [str(path) for path in files if path.suffix == ".py"]
    for words in (["check", "--select", "I", "--fix"], ["format"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, "--quiet", *paths], check=False)
    for path in files:
        print(f"{path.relative_to(root)}: fill in what says TODO")
    fault = options.id.replace(".", "-")
    print(f"then: .venv/bin/python scripts/power.py --fault {fault}   has to say fail of {options.id}")
    print("      make requirements, make power, and a fragment in changelog.d/")
    return 0


def _draft(options: argparse.Namespace) -> Draft:
    if not ID.fullmatch(options.id):
        raise DraftError(f"{options.id!r} is no id; it is FAMILY.WORDS in small letters, such as delete.not-found")
    _known("--level", [options.level], Level)
    _known("--basis", [options.basis], Basis)
    _known("--feature", [options.feature], Feature)
    _known("--layer", [options.layer], Layer)
    _known("--needs", options.needs, PARTS)
    return Draft(
        id=options.id,
        level=options.level,
        basis=options.basis,
        feature=options.feature,
        needs=tuple(options.needs),
        layer=Layer(options.layer).name,
        steps=tuple(step.name for name in options.needs for step in PARTS[name].steps),
        family=options.beside or options.id.partition(".")[0],
    )


def _known(option: str, names: Iterable[str], known: Iterable[str]) -> None:
    words = [str(word) for word in known]
    for name in names:
        if name not in words:
            raise DraftError(f"{option} {name!r} is none{near(name, words)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
