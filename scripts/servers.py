"""Judge servers that nobody here wrote, and write docs/servers/.

    python scripts/servers.py                    all of them
    python scripts/servers.py NAME ...           some
    python scripts/servers.py --ratchet NAME ... take what fails now for what is known to fail

Exits with 1 where a server cannot be started or judged, or where one fails at more, or at less, than it is known to.
"""

from __future__ import annotations

import argparse
import sys

from real_servers.judging import Judgement, compare, judge, judge_upstream, write_known_failures
from real_servers.page import page
from real_servers.replaying import replay
from real_servers.scoreboard import PAGES, write_scoreboard
from real_servers.server import MOCK_KEY, RealServer, ServerError, running, servers
from real_servers.through import through_client, through_command


def main(arguments: list[str]) -> int:
    """Judge, print, write."""
    known = servers()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"of {', '.join(known)}")
    parser.add_argument("--ratchet", action="store_true", help="write what fails now as what is known to fail")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - known.keys()):
        parser.error(f"no server is called {', '.join(unknown)}; there are {', '.join(known)}")
    judged = [_judged(known[name], ratchet=options.ratchet) for name in options.names or known]
    try:
        write_scoreboard(known.values(), [judgement.run for judgement in judged if judgement is not None])
    except ServerError as problem:
        print(problem, file=sys.stderr)
        return 1
    return int(not all(judgement is not None and (judgement.clean or options.ratchet) for judgement in judged))


def _judged(server: RealServer, *, ratchet: bool) -> Judgement | None:
    """Judge a server and write its page; None where it cannot be started or judged."""
    print(f"{server.name} ...", flush=True)
    try:
        with running(server) as here:
            judgement = judge(server, here)
            replayed = replay(server, judgement, here)
            rows = [*through_client(server, here), through_command(server, here)]
            behind = compare(judge_upstream(server, here, MOCK_KEY), judgement) if here.upstream else None
    except ServerError as problem:
        print(f"  {problem}", file=sys.stderr)
        return None
    (PAGES / f"{server.slug}.md").write_text(page(server, judgement, rows, replayed, behind), "utf-8")
    counts = judgement.report["summary"]
    print("  " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count))
    if ratchet:
        write_known_failures(server, judgement)
    elif not judgement.clean:
        print("  it fails at more or less than it is known to:\n" + judgement.output[-3000:])
    return judgement


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
