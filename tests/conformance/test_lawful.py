"""No false alarm: whatever lawful kind of server one is, the suite tells off nothing but what is not recommended."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import pytest
from attrs import frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openai_videos_conformance import Target, Verdict, judge, observe, requirements
from openai_videos_mock import MockSettings, effective, serve
from openai_videos_mock.variants import VariantError, catalogue, choose

from .conftest import FAILING, SEED

SCARCE = "quota"
"""The one kind of server that cannot be judged to the end: what it would do is not verified, which is no pass."""
NAMES = [name for name in catalogue() if name != SCARCE]
AT_ONCE = 6
"""Servers judged side by side: a run mostly waits."""
COMBINED = 10
JOB_SECONDS = 0.25
TOLD_OFF = (Verdict.FAIL, Verdict.WARN, Verdict.CONSEQUENCE, Verdict.ERROR)


@frozen
class Judged:
    """What the suite said of one server."""

    told_off: dict[str, str]
    red: list[str]
    passed: int


def judge_server(variants: Iterable[str], *, deep: bool = False, patience: float = 60) -> Judged:
    """Judge a mock server that is all of this."""
    server = effective(MockSettings(job_seconds=JOB_SECONDS, seed=SEED, variants=variants))
    with serve(server) as base_url:
        target = Target(
            base_url=base_url,
            api_key=server.api_key,
            failing_prompt=FAILING,
            job_timeout=patience,
            request_timeout=30,
            deep=deep,
        )
        results = judge(observe(target))
    return Judged(
        {result.requirement.id: result.message for result in results if result.verdict in TOLD_OFF},
        [f"{result.requirement.id}: {result.message}" for result in results if result.is_red()],
        sum(result.verdict is Verdict.PASS for result in results),
    )


def bends(variants: Iterable[str]) -> set[str]:
    """The recommendations that a server like this does not follow."""
    return {name for variant in variants for name in catalogue()[variant].bends}


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE)


@cache
def _started(first: int) -> dict[str, Future[Judged]]:
    """Start some servers at once, from the one at a place in the catalogue on."""
    return {name: _pool().submit(judge_server, [name]) for name in NAMES[first : first + AT_ONCE]}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", NAMES)
def test_a_lawful_server_raises_no_alarm(name: str) -> None:
    place = NAMES.index(name)
    judged = _started(place - place % AT_ONCE)[name].result()
    assert judged.red == []
    # Exactly: what is said to be bent and is not would be a hole to hide an alarm in.
    assert judged.told_off.keys() == bends([name]), judged.told_off
    assert judged.passed > len(requirements()) / 2


def test_a_spent_quota_is_no_failure() -> None:
    judged = judge_server([SCARCE], patience=4)
    assert judged.told_off == {}
    assert judged.red
    assert all("quota" in reason for reason in judged.red)


def _together(names: list[str]) -> tuple[str, ...]:
    """Take variants in turn, as far as a server can be all of them."""
    chosen: list[str] = []
    for name in names:
        try:
            choose([*chosen, name])
        except VariantError:
            continue
        chosen.append(name)
        if len(chosen) == COMBINED:
            break
    return tuple(sorted(chosen))


@pytest.mark.timeout(180)
@settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(st.lists(st.permutations(NAMES).map(_together), min_size=AT_ONCE, max_size=AT_ONCE, unique=True))
def test_combined_variants_raise_no_alarm(servers: list[tuple[str, ...]]) -> None:
    for variants, judged in zip(servers, _pool().map(judge_server, servers), strict=True):
        assert judged.red == [], variants
        assert judged.told_off.keys() <= bends(variants), (variants, judged.told_off)


DEEP = (
    (
        "unknown-fields-refused",
        "blank-prompts-refused",
        "control-characters-refused",
        "uploads-checked",
        "image-size-checked",
        "far-images-refused",
        "files-unknown",
        "models-known-only",
        "refusals-422",
        "page-for-no-route",
        "cors",
        "busy",
        "moderated",
    ),
    ("models-own", "seconds-as-integer", "ids-encoded", "cursor-unknown-404", "limit-zero-refused", "keyed", "gzip"),
    ("core-only-501", "jobs-instant", "limit-zero-default", "method-501", "errors-short", "headers-shouted"),
)
"""Servers to look at in depth: what requests made from the contract may meet without a fault."""


@pytest.mark.timeout(180)
@pytest.mark.parametrize("variants", DEEP, ids=["cautious", "own", "small"])
def test_a_deep_look_raises_no_alarm(variants: tuple[str, ...]) -> None:
    judged = judge_server(variants, deep=True)
    assert judged.red == []
    assert judged.told_off.keys() == bends(variants), judged.told_off


def test_what_variants_bend_is_only_recommended() -> None:
    levels = {requirements()[name].level for name in bends(NAMES)}
    assert levels <= {"SHOULD", "MAY"}
