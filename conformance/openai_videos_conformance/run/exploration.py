"""What `--deep` sends on top: the cases made from the contract, and what hypothesis makes of ids and multipart."""

from __future__ import annotations

from urllib.parse import quote

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ..checks.reading import blamed
from ..contract.cases import SOURCE, CoverageCase, coverage_cases
from ..exchange.exchange import Exchange
from ..scenario.jobs import JOB_OPERATIONS
from ..scenario.refusals import NO_VIDEO, PROMPT
from .driver import Driver

explore = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def deep(driver: Driver, source: str | None) -> None:
    """Send everything, with the id of a finished video where a case refers to one."""
    stopped: dict[str, str] = {}
    for case in coverage_cases():
        if case.needs_source and source is None:
            driver.evidence.leave_out(case.step, "there is no finished video to refer to", claimed=False)
        elif (by := stopped.get(case.operation)) is not None:
            driver.evidence.leave_out(case.step, f"not sent, since {by} started a job")
        elif _send(driver, case, source or "") and case.operation in JOB_OPERATIONS:
            stopped[case.operation] = case.step
    ids(driver)
    framings(driver)


def _send(driver: Driver, case: CoverageCase, source: str) -> bool:
    path = case.path.replace(SOURCE, quote(source, safe="")) + (f"?{case.query}" if case.query else "")
    if case.operation == "download_content":
        driver.download(case.step, "", method=case.method, path=path, headers=case.headers)
        return False
    answer = driver.send(
        case.step,
        case.operation,
        method=case.method,
        path=path,
        content=case.body.replace(SOURCE.encode(), source.encode()) if case.body else None,
        headers=case.headers,
        refusable=not case.allowed,
    )
    return answer.accepted


# Neither a separator of paths nor a dot: what proxies make of those is not the server's doing.
LETTERS = st.characters(exclude_characters="/\\.", exclude_categories=["Cs", "Cc"])


def ids(driver: Driver) -> None:
    """Ask for videos by ids that no server gives, however they are spelt."""

    @explore
    @given(st.text(LETTERS, min_size=1, max_size=12))
    def unknown(text: str) -> None:
        driver.send("deep.ids", path=f"/videos/{quote(f'{NO_VIDEO}{text}', safe='')}")

    unknown()


@attrs.frozen
class Framing:
    """A way to write a multipart body that RFC 2046 and RFC 7578 allow."""

    boundary: str
    quoted: bool
    epilogue: bytes
    reverse: bool
    typed: bool

    def write(self, fields: dict[str, str]) -> tuple[str, bytes]:
        """Media type and body."""
        mark = b"--" + self.boundary.encode()
        body = b""
        for name, value in sorted(fields.items(), reverse=self.reverse):
            body += mark + f'\r\nContent-Disposition: form-data; name="{name}"\r\n'.encode()
            body += b"Content-Type: text/plain; charset=utf-8\r\n" if self.typed else b""
            body += b"\r\n" + value.encode() + b"\r\n"
        body += mark + b"--\r\n" + self.epilogue
        boundary = f'"{self.boundary}"' if self.quoted else self.boundary
        return f"multipart/form-data; boundary={boundary}", body


PLAIN = Framing("plain", quoted=False, epilogue=b"", reverse=False, typed=False)
FRAMINGS = st.builds(
    Framing,
    boundary=st.text("abcXYZ0189'_-", min_size=1, max_size=70),
    quoted=st.booleans(),
    epilogue=st.sampled_from([b"", b"\r\nThe end."]),
    reverse=st.booleans(),
    typed=st.booleans(),
)


def framings(driver: Driver) -> None:
    """Send a create that must be refused in many framings: each is the same request."""
    fields = {"prompt": PROMPT, "seconds": "abc"}

    def send(step: str, framing: Framing) -> Exchange:
        media_type, body = framing.write(fields)
        headers = {"content-type": media_type}
        return driver.send(step, "create_video", content=body, headers=headers, refusable=True)

    plain = send("deep.framing.plain", PLAIN)
    started = plain.accepted
    if started:
        driver.evidence.leave_out("deep.framing.varied", "not sent, since deep.framing.plain started a job")
        return

    @explore
    @given(FRAMINGS)
    def vary(framing: Framing) -> None:
        nonlocal plain, started
        if started:
            return
        answer = send("deep.framing.varied", framing)
        if answer.refused and (answer.status, blamed(answer)) != (plain.status, blamed(plain)):
            # One of many may be moderated by chance; what is wrong with a framing is wrong twice.
            driver.evidence.rename_last("deep.framing.varied", "deep.framing.other")
            plain = send("deep.framing.plain", PLAIN)
            answer = send("deep.framing.varied", framing)
        started = answer.accepted

    vary()
