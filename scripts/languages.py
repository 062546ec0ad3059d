"""Make clients of the contract with the generators of other languages, and let each make every call.

The calls go to the mock server, and what it saw and gave is compared with what the client says. Needs Node.js with npm,
and Java for one of the generators. What they are called with: docs/other-languages.md.
"""

from __future__ import annotations

import sys

from other_languages.generators import GENERATORS, GeneratorError, home, tried
from real_servers.packages import PackagesError


def main() -> int:
    """Run all, and say what is wrong."""
    wrong = 0
    try:
        folder = home()
        for generator in GENERATORS:
            outcome = tried(generator, folder)
            operations = len({call.operation for call in outcome.calls})
            print(f"{generator.name}: {len(outcome.calls)} calls of {operations} operations", flush=True)
            print("".join(f"  {difference}\n" for difference in outcome.differences), end="")
            wrong += len(outcome.differences)
    except (GeneratorError, PackagesError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
