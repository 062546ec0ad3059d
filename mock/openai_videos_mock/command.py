"""The command: its options, and what it does with them."""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from openai_videos_mock.application import effective, make_application
from openai_videos_mock.control import is_loopback
from openai_videos_mock.dialects import dialects
from openai_videos_mock.faults import catalogue
from openai_videos_mock.intercept.registry import RegistryError
from openai_videos_mock.scripts import ScriptError, read_file
from openai_videos_mock.server.settings import Fixtures, SettingsError
from openai_videos_mock.serving import base_url, listen, run
from openai_videos_mock.settings import MockSettings
from openai_videos_mock.state.clock import Clock, make_clock
from openai_videos_mock.variants import catalogue as variants


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message}\n")


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"a port lies between 0 and 65535: {text}")
    return port


def _texts(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _clock(text: str) -> Clock:
    try:
        return make_clock(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _job_seconds(seconds: float | None, looks: int | None) -> float:
    if seconds is not None:
        return seconds
    return 1.0 if looks is None else 3600.0


_EXAMPLES = """\
examples:
  openai-videos-mock --port 8000                     a server for an application on this machine
  openai-videos-mock --job-looks 3 --clock manual    jobs that end when they are retrieved for the third time
  openai-videos-mock --script busy.yaml              what happens to which request, from a file
  openai-videos-mock --control                       a server that tests in any language steer, and people at /
  openai-videos-mock --db videos.sqlite              jobs that are still there after a restart

A prompt with [fail] in it makes its job fail; [fail:moderation_blocked] also chooses the error code.
A prompt with [mock: times=1 status=429] is refused once; any rule of a script can stand there.
docs/mock.md of the project has more, by task.
"""


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="openai-videos-mock",
        description="A reference server for the Videos API, with videos that really play.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_access(parser.add_argument_group("where it is, and for whom"))
    _add_jobs(parser.add_argument_group("how jobs move"))
    _add_happenings(parser.add_argument_group("what happens to requests"))
    return parser


def _add_access(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    group.add_argument(
        "--port", type=_port, default=8000, help="port to listen on, 0 for a free one (default: %(default)s)"
    )
    group.add_argument("--base-path", default="/v1", metavar="PATH", help="path before /videos (default: %(default)s)")
    group.add_argument("--api-key", metavar="KEY", help="refuse requests without this key (default: let everyone in)")
    group.add_argument(
        "--key-header",
        default="api-key",
        metavar="NAME",
        help="header for a key besides Authorization (default: %(default)s)",
    )
    group.add_argument("--tenants", action="store_true", help="show each key its own videos only")
    group.add_argument("--strict-media", action="store_true", help="refuse uploads that are no video or no image")
    group.add_argument("--cors", action="store_true", help="let pages of any site use the API in a browser")
    group.add_argument(
        "--max-connections",
        type=int,
        default=500,
        metavar="N",
        help="connections at the same time; more are answered with 503 (default: %(default)s)",
    )
    group.add_argument(
        "--request-seconds",
        type=float,
        default=30.0,
        metavar="S",
        help="seconds to wait for the head of a request and for more of its body (default: %(default)s)",
    )
    group.add_argument(
        "--control",
        action="store_true",
        help="let tests in any language see and change the server below /-: state, clock, script, faults, journal",
    )
    group.add_argument(
        "--control-token",
        metavar="TOKEN",
        help="ask for this token below /-, and answer other machines there too (default: this machine only)",
    )


def _add_jobs(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--job-seconds",
        type=float,
        metavar="S",
        help="seconds that a job takes to complete, 0 for none (default: 1, or 3600 with --job-looks)",
    )
    group.add_argument(
        "--job-looks", type=int, metavar="N", help="complete a job when it is retrieved for the N-th time"
    )
    group.add_argument(
        "--clock",
        type=_clock,
        default="real",
        metavar="real|fast=N|manual",
        help="how time passes: as it does, N times as fast, or only when it is advanced (default: %(default)s)",
    )
    group.add_argument(
        "--sizes", type=_texts, default=(), metavar="SIZES", help="make these sizes alone, such as 480x832,832x480"
    )
    group.add_argument(
        "--seconds", type=_texts, default=(), metavar="SECONDS", help="make these lengths alone, such as 2,5"
    )
    group.add_argument(
        "--fixtures",
        choices=[fixtures.value for fixtures in Fixtures],
        help="resources to start with; docs: video_123 and char_123, as in the API documentation's examples",
    )
    group.add_argument(
        "--db", type=Path, metavar="FILE", help="keep jobs in this file, to outlive the server (default: in memory)"
    )
    group.add_argument(
        "--record-seconds",
        type=float,
        default=86400.0,
        metavar="S",
        help="seconds after its end for which a job is known (default: %(default)s)",
    )
    group.add_argument(
        "--seed", metavar="TEXT", help="give equal requests equal ids on every run (default: ids by chance)"
    )


def _add_happenings(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--script",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a YAML list of what happens to which request, such as: - {on: create, times: 1, status: 429}",
    )
    group.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[=HOW]",
        help="break something, always or =once, =3 (times), =0.2 (share of requests); can be given more than once",
    )
    group.add_argument("--list-faults", action="store_true", help="show every fault and what it breaks, and end")
    group.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="NAME",
        help="be a server of another, lawful kind; can be given more than once",
    )
    group.add_argument(
        "--as", dest="dialect", metavar="SERVER", help="be like a server of the field, in all that it was seen to do"
    )
    group.add_argument("--list-servers", action="store_true", help="show what servers can be spoken like, and end")
    group.add_argument("--list-variants", action="store_true", help="show every variant and what allows it, and end")


def _list_faults() -> None:
    for fault in catalogue().values():
        print(f"{fault.name:34} {fault.layer:8} {fault.breaks:28} {fault.behaviour}")


def _list_servers() -> None:
    for dialect in dialects().values():
        print(f"{dialect.name}: {dialect.basis}")
        for trait in dialect.traits:
            does = trait.does if isinstance(trait.does, str) else "a rule"
            print(f"  {does:34} {trait.seen}")


def _list_variants() -> None:
    for variant in variants().values():
        ground = " ".join(variant.ground) or "nothing forbids it"
        print(f"{variant.name:26} {ground:20} {variant.behaviour}")


def run_command(arguments: list[str] | None = None) -> int:
    """Run the command and give its exit code."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output has seen enough; nothing is to be written at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _run(arguments: list[str] | None) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        if options.list_faults:
            _list_faults()
            return 0
        if options.list_servers:
            _list_servers()
            return 0
        if options.list_variants:
            _list_variants()
            return 0
        settings = effective(
            MockSettings(
                api_key=options.api_key,
                key_header=options.key_header,
                tenants=options.tenants,
                strict_media=options.strict_media,
                job_seconds=_job_seconds(options.job_seconds, options.job_looks),
                job_looks=options.job_looks,
                clock=options.clock,
                seed=options.seed,
                db=options.db,
                record_seconds=options.record_seconds,
                request_seconds=options.request_seconds,
                max_connections=options.max_connections,
                base_path=options.base_path,
                sizes=options.sizes,
                seconds=options.seconds,
                fixtures=Fixtures(options.fixtures) if options.fixtures else None,
                faults=options.fault,
                variants=options.variant,
                dialect=options.dialect,
                script=[rule for path in options.script for rule in read_file(path)],
                control=options.control or options.control_token is not None,
                control_token=options.control_token,
                cors=options.cors,
            )
        )
        application = make_application(settings)
    except (SettingsError, RegistryError, ScriptError) as error:
        parser.error(str(error))
    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        # The address is repeated in what the standard library adds.
        reason = (error.strerror or str(error)).partition(" (while")[0]
        print(f"{parser.prog}: error: cannot listen on {options.host}:{options.port}: {reason}", file=sys.stderr)
        return 1
    # uvicorn shuts down on these signals and then raises them again, for whoever handled them before it did.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    if options.api_key is None and not is_loopback(options.host):
        warning = f"{parser.prog}: warning: everyone who reaches {options.host} is let in; --api-key asks for a key"
        print(warning, file=sys.stderr)
    with listener:
        url = base_url(listener, settings)
        run(application, listener, lambda: print(f"{parser.prog} listening on {url}", flush=True))
    return 0
