"""Let every real client use the mock server, LiteLLM among them, and write docs/clients.md.

    python scripts/clients.py          run all, write the page
    python scripts/clients.py --light  run those that cost little to have, write nothing

Exits with 1 where the server saw, or gave, something else than the client says.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from real_clients.client import ClientError, Outcome, clients, run
from real_clients.page import page
from real_servers.packages import PackagesError

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--light", action="store_true", help="leave out what takes hundreds of megabytes")
    options = parser.parse_args(arguments)
    outcomes: list[Outcome] = []
    try:
        for client in clients().values():
            if options.light and client.heavy:
                continue
            outcomes.append(run(client))
            print(f"{client.name} {outcomes[-1].version}: {len(outcomes[-1].calls)} calls", flush=True)
            for difference in outcomes[-1].differences:
                print(f"  {difference}")
    except (ClientError, PackagesError) as problem:
        print(problem, file=sys.stderr)
        return 1
    if not options.light:
        (ROOT / "docs" / "clients.md").write_text(page(outcomes, datetime.now(UTC).date()), "utf-8")
    return int(any(outcome.differences for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
