"""Passages: sentences of the documents that have figures, and the figures in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

VOLATILE = frozenset({"polls", "seconds", "unclaimed"})
"""What differs from run to run. It is written with the rest, and no check compares it by itself."""
LEEWAY = {"requests": 4, "jobs": 2, "video": 16}
"""How far these may lie apart: on a busy machine a job may be done before what an unfinished one is asked for."""


class PassageError(Exception):
    """A document no longer says what a passage says that it does; the message names the mend."""


@dataclass(frozen=True)
class Passage:
    """A text with `{names}` of figures in it, as a document has it, wherever its lines end."""

    document: str
    text: str

    def differences(self, content: str, figures: Mapping[str, str]) -> list[str]:
        """Say which figures a document has that are not the measured ones."""
        written, measured = _steady(self._found(content).groupdict()), _steady(figures)
        return [
            f"{self.document}: `{self.text}` says {name} {text}, measured {measured[name]}"
            for name, text in written.items()
            if name not in VOLATILE and not _alike(text, measured[name], LEEWAY.get(name, 0))
        ]

    def rewritten(self, content: str, figures: Mapping[str, str]) -> str:
        """Give the document with the measured figures in place of the written ones."""
        found = self._found(content)
        for name in sorted(found.groupdict(), key=found.start, reverse=True):
            content = content[: found.start(name)] + figures[name] + content[found.end(name) :]
        return content

    def spans(self, content: str) -> list[tuple[int, int]]:
        """Give the places of the figures in a document."""
        found = self._found(content)
        return [found.span(name) for name in found.groupdict()]

    def _found(self, content: str) -> re.Match[str]:
        pieces = re.split(r"\{(\w+)\}", self.text)
        pattern = "".join(
            rf"(?P<{piece}>[\w.,]*\w)" if place % 2 else r"\s+".join(re.escape(word) for word in re.split(r"\s", piece))
            for place, piece in enumerate(pieces)
        )
        found = list(re.finditer(pattern, content))
        if len(found) != 1:
            times = "nowhere" if not found else f"{len(found)} times"
            raise PassageError(
                f"{self.document} says {times}, and should say once: {self.text}\n"
                "If the sentence was rewritten, rewrite it in scripts/figures.py too; if it is gone, so is its passage."
            )
        return found[0]


def _alike(written: str, measured: str, leeway: int) -> bool:
    """Tell whether two figures are equal, or numbers that lie no farther apart than allowed."""
    if not leeway:
        return written == measured
    first, second = (_number(figure.split()[0]) for figure in (written, measured))
    return abs(first - second) <= leeway


def _steady(figures: Mapping[str, str]) -> dict[str, str]:
    """Take out what depends on time: how often a job was looked at, and whether one was seen under way."""
    steady = dict(figures)
    if "requests" in figures:
        steady["requests"] = f"{_number(figures['requests']) - _number(figures['polls'])} besides polls"
    if "passed" in figures:
        steady["passed"] = f"{_number(figures['passed']) + _number(figures['unclaimed'])} with what is not claimed"
    return steady


def _number(text: str) -> int:
    return int(text.replace(",", ""))
