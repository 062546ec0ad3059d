"""The suite's options, and the target that they name."""

from __future__ import annotations

import contextlib
import math
import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .address import TargetError, checked_url
from .features import PROFILES
from .paths import WORK
from .target import Target
from .tiers import Tier


def add_options(parser: pytest.Parser, *, has_base_url: bool) -> None:
    """Add the options, but for `--base-url` where pytest-base-url has brought it."""
    group = parser.getgroup("videos conformance")
    if not has_base_url:
        group.addoption("--base-url", metavar="URL", help="the server to judge, with its prefix: http://host:port/v1")
    add = group.addoption
    add("--api-key", metavar="KEY", help="the key to send; otherwise OPENAI_API_KEY, or none")
    add(
        "--ca-file",
        metavar="FILE",
        help="trust these authorities, not those of SSL_CERT_FILE or of this machine",
    )
    add("--client-cert", metavar="FILE", help="the certificate to show to the server, in PEM format")
    add("--client-key", metavar="FILE", help="the key to it, where it lies in another file")
    add("--model", metavar="NAME", help="the model to create with; otherwise the server's default")
    add("--failing-prompt", metavar="TEXT", help="a prompt whose job fails, to judge failed jobs")
    add(
        "--video-id", metavar="ID", help="judge this video, which exists already; no job is started, nothing is deleted"
    )
    add("--profile", metavar="NAMES", help=f"what the server is declared to offer: {', '.join(PROFILES)}")
    add("--tier", choices=[tier.value for tier in Tier], help="how much to ask for; full on this machine, else core")
    add("--deep", action="store_true", help="send what schemathesis and hypothesis make of the contract, too")
    add("--only", metavar="IDS", help="judge these requirements alone, and ask for no more than they need")
    add("--max-jobs", metavar="N", type=int, help="start no more jobs than these")
    add("--max-seconds-of-video", metavar="S", type=float, help="ask for no more video than this")
    add("--plan", action="store_true", help="say what a run would ask for and cost; nothing is sent")
    add("--keep", action="store_true", help="leave the jobs that were made where they are")
    add("--resume", action="store_true", help="go on with the jobs of a run that was cut short")
    add("--job-timeout", metavar="S", type=float, default=600.0, help="seconds that one job may take (600)")
    add("--request-timeout", metavar="S", type=float, default=30.0, help="seconds that one answer may take (30)")
    add("--evidence", metavar="RUN", type=Path, help="judge a saved run again; nothing is sent")
    add(
        "--save-evidence",
        metavar="RUN",
        type=Path,
        help=f"write the run to this folder, not to {WORK}/last: HAR and report",
    )
    add("--known-failures", metavar="FILE", type=Path, help="failures to put up with: id and reason")
    add("--write-known-failures", metavar="FILE", type=Path, help="write what fails now as such a list")
    add("--report-json", metavar="PATH", type=Path, help="write the report to this file")
    add("--report-markdown", metavar="PATH", type=Path, help="write the report as Markdown, for a CI summary")
    add(
        "--report-html",
        metavar="PATH",
        type=Path,
        help="write the report as one HTML page, video included",
    )
    add("--badge-json", metavar="PATH", type=Path, help="write the JSON of a shields.io badge")


def target_of(config: pytest.Config, saved: dict[str, str | None] | None) -> Target:
    """Make the target that the options name, or that of a saved run.

    Raises:
        TargetError: An option is missing or wrong.
    """
    base_url = saved["base_url"] if saved else config.getoption("base_url")
    if not base_url:
        raise TargetError(
            "--base-url is missing: name the server to judge, such as --base-url=http://127.0.0.1:8000/v1"
        )
    base_url = checked_url(base_url)
    jobs: int | None = config.getoption("max_jobs")
    video_id: str | None = config.getoption("video_id")
    if video_id is not None:
        jobs = 0
    seconds: float | None = config.getoption("max_seconds_of_video")
    return Target(
        base_url=base_url,
        api_key=config.getoption("api_key") or os.environ.get("OPENAI_API_KEY") or None,
        model=saved["model"] if saved else config.getoption("model"),
        failing_prompt=config.getoption("failing_prompt"),
        ca_file=config.getoption("ca_file"),
        client_cert=config.getoption("client_cert"),
        client_key=config.getoption("client_key"),
        video_id=video_id,
        job_timeout=float(config.getoption("job_timeout") or 0),
        request_timeout=float(config.getoption("request_timeout") or 0),
        profile=str(config.getoption("profile") or "core").split(","),
        keep=bool(config.getoption("keep")),
        resume=bool(config.getoption("resume")),
        deep=bool(config.getoption("deep")),
        tier=_tier(config, base_url),
        max_jobs=jobs,
        max_seconds_of_video=math.inf if seconds is None else seconds,
    )


def _tier(config: pytest.Config, base_url: str) -> Tier:
    """Give the tier that was chosen, else all on this machine and little elsewhere: jobs there cost money."""
    chosen: str | None = config.getoption("tier")
    if chosen is not None:
        return Tier(chosen)
    host = urlsplit(base_url).hostname or ""
    with contextlib.suppress(ValueError):
        return Tier.FULL if ip_address(host).is_loopback else Tier.CORE
    return Tier.FULL if host == "localhost" else Tier.CORE


def strict(config: pytest.Config) -> bool:
    """Tell whether SHOULD requirements fail too: `--strict` is an option of pytest itself, whose meaning we extend."""
    try:
        return bool(config.getini("strict"))
    except (KeyError, ValueError):  # pytest 8 keeps it as a plain option
        return bool(config.getoption("strict", default=False))
