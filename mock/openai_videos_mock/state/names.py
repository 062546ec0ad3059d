"""The names that a server gives: ids of jobs, characters and requests, by chance or the same on every run."""

from __future__ import annotations

import secrets
from collections import Counter
from hashlib import sha256

from openai_videos_mock.contract.errors import new_request_id


class Names:
    """Gives names. With a seed, the name of a thing follows from what it is of and how many such there were before.

    So it depends neither on the machine nor on what else goes on at the same time.
    """

    def __init__(self, seed: str | None) -> None:
        """Give names by chance, or those of a seed."""
        self._seed = seed
        self._given: Counter[tuple[str, ...]] = Counter()

    def restart(self) -> None:
        """Give the same names again; who has them must be forgotten."""
        self._given.clear()

    def job(self, *facts: str) -> str:
        """Name a job by what it was asked for."""
        return f"video_{self._digits('job', *facts)}"

    def character(self, name: str) -> str:
        """Name a character."""
        return f"char_{self._digits('character', name)}"

    def request(self, *facts: str) -> str:
        """Name a request by its method and its target."""
        return new_request_id() if self._seed is None else f"req_{self._digits('request', *facts)}"

    def _digits(self, *facts: str) -> str:
        if self._seed is None:
            return secrets.token_hex(16)
        self._given[facts] += 1
        number = self._given[facts]
        return sha256("\0".join([self._seed, *facts, str(number)]).encode("utf-8", "surrogatepass")).hexdigest()[:32]
