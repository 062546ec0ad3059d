"""Requests that have nothing of their own but where they go to, which most are.

An HTTP client would put together anew for each what is the same for all, and takes longer for it than for anything
else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from openai_videos._http import library
from openai_videos._options import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai_videos._options import TimeoutTypes


class PlainRequests(NamedTuple):
    """What is the same for all of them: those of one HTTP client, made by this package, one key and one timeout."""

    http: Any
    key: str | None
    timeout: TimeoutTypes
    module: Any
    headers: Any
    extensions: Mapping[str, Any]

    @classmethod
    def of(
        cls, http: Any, key: str | None, timeout: TimeoutTypes, base_url: str, headers: Mapping[str, str]
    ) -> PlainRequests:
        """Put together what is the same for all: the headers, also those of the HTTP client, and the timeout."""
        module = library()
        whole = module.Headers(http.headers)
        whole.update(headers)
        if "host" not in whole:
            # It stands first everywhere, as the specification asks for.
            whole = module.Headers([(b"Host", _address(module, base_url).netloc), *whole.raw])
        usual = _timeout(module, http.timeout if isinstance(timeout, NotGiven) else timeout)
        return cls(http, key, timeout, module, whole, usual)

    def are_of(self, http: Any, key: str | None, timeout: TimeoutTypes) -> bool:
        """Tell whether they are those of an HTTP client, a key and a timeout, each of which may change."""
        return self.http is http and self.key == key and self.timeout is timeout

    def build(self, method: str, url: str, params: Any, timeout: TimeoutTypes = NOT_GIVEN) -> Any:
        """Make a request, with a timeout in the place of the usual one if need be."""
        if params:
            url = f"{url}?{self.module.QueryParams(params)}"
        extensions = self.extensions if isinstance(timeout, NotGiven) else _timeout(self.module, timeout)
        address, nothing = _address(self.module, url), self.module.ByteStream(b"")
        # With a stream, no headers are added: all are there.
        request = self.module.Request(method, address, headers=self.headers, stream=nothing, extensions=extensions)
        request.read()
        return request


def _timeout(module: Any, timeout: Any) -> dict[str, Any]:
    return {"timeout": (timeout if hasattr(timeout, "as_dict") else module.Timeout(timeout)).as_dict()}


@lru_cache(maxsize=64)
def _address(module: Any, url: str) -> Any:
    # A job that is waited for is asked for again and again.
    return module.URL(url)
