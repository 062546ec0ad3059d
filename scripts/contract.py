"""Proves that `openapi.yaml` says what the fact base in `docs/contract/` says, no less and no more.

`contract.py` checks and writes `docs/contract.md`; `contract.py --check` fails instead if that page is out of date;
`contract.py --release` makes the present contract the one that later changes are compared with.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from attrs import frozen
from contract_check.changes import changes, version_finding
from contract_check.check import Result, check, grouped, leads_nowhere
from contract_check.examples import Example, judge, read_examples
from contract_check.facts import FactBase, read_facts
from contract_check.page import counted, page
from contract_check.power import outcomes
from contract_check.spec import METHODS, elements, read_spec
from generation.document import Contract
from generation.rule import judged
from generation.structure import SOUND
from openai_videos_conformance.scenario.part import Job
from openai_videos_conformance.scenario.parts import PARTS
from reading import BadInputError, Tree, read_yaml
from references import pointer

SOUND_BY = "D-47"
"""The decision that the contract is an OpenAPI document."""
AFTER_EDIT = """
After an edit of openapi.yaml:
  1. give the edit a row in docs/contract/ (a fact with its source, or a decision), or correct the row it changes;
     what is only said in words stands in docs/contract/sentences.yaml as well;
  2. move info.version: before 1.0 the second number for a breaking change, the third for any other;
  3. run `make contract` again, then `make generate`, and commit the page and the client that they write."""


@frozen
class Inputs:
    """Everything that a check reads."""

    doc: Tree
    released: Tree
    base: FactBase
    examples: tuple[Example, ...]


def sound(raw: Tree) -> list[str]:
    """Tell what keeps a file from being an OpenAPI document that can be followed; nothing, if it is one."""
    return [f"{SOUND_BY}: {refusal}" for refusal in judged(Contract(raw), SOUND)]


def unjudged(doc: Tree) -> list[str]:
    """Name the operations that no step and no job of the conformance suite asks for."""
    asked: set[str | None] = {part.operation for part in PARTS.values() if isinstance(part, Job)}
    asked |= {step.request.operation for part in PARTS.values() for step in part.steps if step.request}
    return [
        f"suite: {pointer(('paths', path, method))}: nobody judges {operation.get('operationId')}: no step and no "
        "job of conformance/openai_videos_conformance/scenario/ asks for it (CONTRIBUTING.md, `A step, a job`)"
        for path, item in doc["paths"].items()
        for method, operation in item.items()
        if method in METHODS and operation.get("operationId") not in asked
    ]


def read(root: Path) -> Inputs:
    """Read the contract, its last release and the fact base."""
    folder = root / "docs" / "contract"
    base = read_facts(folder)
    doc = read_spec(root / "openapi.yaml")
    return Inputs(doc, read_spec(folder / "released.yaml"), base, read_examples(folder, base))


def report(given: Inputs, result: Result) -> list[str]:
    """Judge everything and print the figures; the answer is what is wrong, one line each."""
    doc, base = given.doc, given.base
    examples, found = judge(doc, given.examples), changes(given.released, doc)
    version = version_finding(given.released, doc, found)
    wrong = [*grouped([*result.findings, *examples, *([version] if version else [])]), *unjudged(doc)]
    checkable = [fact for fact in base.facts if fact.assertions]
    parts = Counter("behaviour" if fact.part == "behaviours" else "prose" for fact in base.facts if not fact.assertions)
    broken = {fact for finding in result.failed for fact in finding.facts}
    print(f"facts held: {len(checkable) - len(broken)} / {len(checkable)}")
    print(f"  and {parts['prose']} in prose, each with its reason, and {parts['behaviour']} behaviours for the suite")
    all_elements = [path for path, _ in elements(doc)]
    print(f"elements accounted for: {len(all_elements) - len(result.missing)} / {len(all_elements)}")
    print(f"  {counted(all_elements)}")
    print(f"  by the best basis: {bases(given, result, all_elements)}")
    requests = sum(not example.answers for example in given.examples)
    listed = sum(len(example.deviations) for example in given.examples)
    answers = len(given.examples) - requests
    print(f"examples judged: {requests} requests and {answers} responses, {listed} deviations listed")
    if not result.findings:
        wrong += power(given)
    print(f"changes since release {given.released['info']['version']}: {len(found) or 'none'}")
    for change in found:
        print(f"  {'BREAKING  ' if change.breaking else 'compatible'} {change.at}: {change.what}")
    return wrong


def power(given: Inputs) -> list[str]:
    """Print how many edits of the document the check catches; the answer is what escaped it."""
    made = Counter[str]()
    wrong = []
    for outcome in outcomes(given.doc, given.base.facts):
        made[outcome.mutant.act] += 1
        if not outcome.findings or not all(finding.facts for finding in outcome.findings):
            wrong.append(f"(mutant): {pointer(outcome.mutant.path)}: nobody notices: {outcome.mutant}")
    print(f"spec mutants caught: {made.total() - len(wrong)} / {made.total()}")
    print(f"  {', '.join(f'{count} to {act}' for act, count in made.most_common())}")
    return wrong


def bases(given: Inputs, result: Result, paths: list[tuple[str, ...]]) -> str:
    """Count the elements by the best basis that a fact gives them."""
    basis = {fact.id: fact.more.get("grade", fact.basis) for fact in given.base.facts}
    count = Counter[str]()
    for path in paths:
        speaking = result.account.pinned.get(path, []) + result.account.reached.get(path, [])
        count[next((b for b in ("documented", "official") if any(basis[f] == b for f in speaking)), "decided")] += 1
    return ", ".join(f"{number} {name}" for name, number in count.most_common())


def misplaced(base: FactBase, doc: Tree, released: Tree) -> list[str]:
    """Tell facts that point nowhere, and never did, from elements that the contract lost since its release."""
    return [
        f"{fact.id}: points nowhere: {pointer(assertion.at)}"
        for fact in base.facts
        for assertion in fact.assertions
        if leads_nowhere(doc, assertion.at) and leads_nowhere(released, assertion.at)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the project to check")
    parser.add_argument("--check", action="store_true", help="do not write docs/contract.md, fail if it is out of date")
    parser.add_argument("--release", action="store_true", help="make this contract the last released one")
    options = parser.parse_args(arguments)
    root: Path = options.root
    try:
        if unsound := sound(read_yaml(root / "openapi.yaml")):
            print("\n".join(unsound), file=sys.stderr)
            return 1
        given = read(root)
    except BadInputError as error:
        print(error, file=sys.stderr)
        return 2
    result = check(given.doc, given.base.facts)
    if lines := misplaced(given.base, given.doc, given.released):
        print("\n".join(lines), file=sys.stderr)
        return 2
    wrong = report(given, result)
    if not result.findings:
        text = page(given.doc, given.base, given.examples, result.account)
        wrong += _page(root / "docs" / "contract.md", text, options.check)
    if wrong:
        print("\n".join(["", *wrong]), file=sys.stderr)
    elif options.release:
        _release(root)
    print(AFTER_EDIT)
    return 1 if wrong else 0


def _page(path: Path, text: str, check_only: bool) -> list[str]:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    if check_only:
        return ["docs/contract.md: is out of date; run `make contract` and commit it"]
    path.write_text(text, encoding="utf-8")
    print("docs/contract.md written")
    return []


def _release(root: Path) -> None:
    note = "# The contract as it was last released, which `make contract` compares openapi.yaml with.\n"
    text = (root / "openapi.yaml").read_text(encoding="utf-8")
    (root / "docs" / "contract" / "released.yaml").write_text(note + text, encoding="utf-8")
    print("docs/contract/released.yaml written")


if __name__ == "__main__":
    sys.exit(main())
