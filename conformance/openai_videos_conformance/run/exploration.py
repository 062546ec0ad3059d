"""What `--deep` sends: the cases made from the contract, and what hypothesis makes of ids and multipart bodies."""

from __future__ import annotations

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ..contract.cases import SOURCE, CoverageCase, coverage_cases, no_folder_left
from ..contract.operations import CREATE_VIDEO
from ..exchange.exchange import Exchange, url_id
from ..exchange.refusal import blamed
from ..scenario.extras import FRAMING_OTHER, FRAMING_PLAIN, FRAMING_VARIED, IDS, case_step
from ..scenario.refusals import NO_VIDEO, PROMPT
from ..scenario.step import Request, Step
from .wire.driver import Driver

_many = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def explore(driver: Driver, source: str | None) -> None:
    """Send everything, with the id of a finished video where a case refers to one."""
    for case in coverage_cases():
        step = case_step(case.name)
        if case.needs_source and source is None:
            driver.recorder.leave_out(step, "there is no finished video to refer to", claimed=False)
        else:
            driver.ask(step, request=_request(case, source or ""))
    with no_folder_left():
        ids(driver)
        framings(driver)


def _request(case: CoverageCase, source: str) -> Request:
    return Request(
        operation=case.operation,
        method=case.method,
        path=case.path.replace(SOURCE, url_id(source)) + (f"?{case.query}" if case.query else ""),
        content=case.body.replace(SOURCE.encode(), source.encode()) if case.body else None,
        headers=case.headers,
    )


# Neither a separator of paths nor a dot: what proxies make of those is not the server's doing.
LETTERS = st.characters(exclude_characters="/\\.", exclude_categories=["Cs", "Cc"])


def ids(driver: Driver) -> None:
    """Ask for videos by ids that no server gives, however they are spelt."""

    @_many
    @given(st.text(LETTERS, min_size=1, max_size=12))
    def unknown(text: str) -> None:
        driver.take(IDS, request=Request(path=f"/videos/{url_id(f'{NO_VIDEO}{text}')}"))

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

    def send(step: Step, framing: Framing) -> Exchange | None:
        media_type, body = framing.write(fields)
        headers = {"content-type": media_type}
        return driver.ask(step, request=Request(operation=CREATE_VIDEO, content=body, headers=headers))

    plain = send(FRAMING_PLAIN, PLAIN)
    if plain is None or plain.accepted:
        driver.recorder.leave_out(FRAMING_VARIED, f"not sent, since {FRAMING_PLAIN} was not refused")
        return
    # All are the same request: where one of them starts a job, the rest would show the same.
    started = False

    @_many
    @given(FRAMINGS)
    def vary(framing: Framing) -> None:
        nonlocal plain, started
        if started or plain is None:
            return
        answer = send(FRAMING_VARIED, framing)
        if answer is not None and answer.refused and (answer.status, blamed(answer)) != (plain.status, blamed(plain)):
            # One of many may be moderated by chance; what is wrong with a framing is wrong twice.
            driver.recorder.set_apart(FRAMING_VARIED, FRAMING_OTHER)
            plain = send(FRAMING_PLAIN, PLAIN)
            answer = send(FRAMING_VARIED, framing)
        started = answer is None or answer.accepted

    vary()
