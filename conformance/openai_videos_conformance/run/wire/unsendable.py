"""A request that cannot be written: a server may give ids that no client can ask for."""

from __future__ import annotations

import time

from ...contract.operations import address
from ...exchange.exchange import UNSENDABLE, Exchange
from ...exchange.text import sentence
from ...scenario.step import Request, Step

ID_MOST = 65536
"""Characters of an id, beyond which the HTTP library writes no URL."""

UNWRITTEN = "an-id-that-no-url-can-carry"
"""What stands in the URL in place of the id."""


def unsendable(step: Step, request: Request, url: str, problem: Exception) -> Exchange:
    """Make the record of a request that was not sent, with the reason; `url` is what stands for its URL."""
    method = address(request.operation, {})[0] if request.operation is not None and not request.path else ""
    return Exchange(
        step=step.name,
        operation=request.operation,
        method=method or request.method,
        url=url,
        request_headers=(),
        error=sentence(f"{UNSENDABLE}: the id that the server gave makes a request that cannot be sent ({problem})"),
        started=time.time(),
    )
