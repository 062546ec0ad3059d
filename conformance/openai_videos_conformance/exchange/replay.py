"""The command that sends a request again."""

from __future__ import annotations

import shlex

from .exchange import Exchange
from .form import FormPart
from .text import sentence

WORD_MOST = 100_000
"""Characters of one word of a command; Linux takes 131,071 bytes."""


def curl(exchange: Exchange) -> str:
    """Write the curl command that sends a request again, with the key taken from the environment.

    Where no shell takes it, as with an id of megabytes, it is a comment that says so.
    """
    words = _words(exchange)
    if longest := max(filter(lambda word: len(word) > WORD_MOST, words), key=len, default=None):
        address = sentence(exchange.url)
        return f"# {exchange.method} {address}: a word of {len(longest)} characters, too long for a shell"
    return " ".join(words)


def _words(exchange: Exchange) -> list[str]:
    words = ["curl", "-sS", "-i", "-X", exchange.method]
    form = exchange.form
    for key, value in exchange.request_headers:
        if key.lower() == "authorization":
            words.append(f'-H "Authorization: {value}"')
        elif key.lower() == "accept" or (key.lower() == "content-type" and not form):
            words.append(f"-H {quoted(f'{key}: {value}')}")
    if form:
        words += [f"-F {quoted(_field(part))}" for part in form]
    elif exchange.request_body:
        words.append(f"--data-raw {quoted(exchange.request_body.decode('utf-8', 'replace'))}")
    return [*words, quoted(exchange.url)]


def quoted(text: str) -> str:
    """Quote a text for a shell, in one line of characters that all show themselves.

    What does not is written byte by byte as bash, zsh and ksh read it between $' and '.
    """
    if text.isprintable():
        return shlex.quote(text)
    letters = (
        f"\\{letter}" if letter in "\\'" else letter if letter.isprintable() else _bytes(letter) for letter in text
    )
    return f"$'{''.join(letters)}'"


def _bytes(letter: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8", "surrogatepass"))


def _field(part: FormPart) -> str:
    """Write a part as an argument of curl's `-F`."""
    if part.filename is None:
        return f"{part.name}={part.text}"
    return f"{part.name}=@{part.filename};filename={part.filename};type={part.media_type}"
