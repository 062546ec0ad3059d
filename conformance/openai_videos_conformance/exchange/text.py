"""Text of a server's, made fit to be read: nothing in it moves a cursor, hides, or turns the line around."""

from __future__ import annotations

LONGEST = 200
"""The most characters of a sentence that a report repeats; the evidence has it whole."""


def visible(text: str, *, keep: str = "") -> str:
    """Write every character that does not show itself as its escape, but for those in `keep`.

    That is: control characters, line ends, half characters, and what changes the direction of writing.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter in keep else _escape(letter) for letter in text)


def cut(text: str, most: int = LONGEST) -> str:
    """Cut a text that is too long for a line, and say how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def sentence(text: str) -> str:
    """Write a text visibly and in one line, cut where it is too long to be read."""
    shown = visible(" ".join(text[: 16 * LONGEST].split()))
    return (
        shown if len(shown) <= LONGEST and len(text) <= 16 * LONGEST else f"{shown[:LONGEST]}… ({len(text)} characters)"
    )


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
