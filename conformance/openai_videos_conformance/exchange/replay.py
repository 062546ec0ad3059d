"""The command that sends a request again, byte by byte where the server could tell the difference."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from .exchange import Exchange, url_id
from .form import FormPart
from .text import sentence

WORD_MOST = 100_000
"""Characters of one word of a command; Linux takes 131,071 bytes."""

INLINE = 2000
"""The most characters of a body that stand in the command itself; a longer one is read from the evidence."""

OWN = frozenset({"host", "connection", "user-agent", "content-length", "accept-encoding"})
"""The headers that curl writes itself, or that are told otherwise; in small letters."""

VARIABLE = re.compile(r"^(Bearer )?\$[A-Za-z_][A-Za-z0-9_]*$")
"""A header whose secret is to be taken from the environment."""

IN_URL = re.compile(r"[?&][^=&]+=\$[A-Za-z_][A-Za-z0-9_]*(&|$)")
"""The same in a URL."""

LIMITED = ("ReadTimeout", "WriteTimeout", "ReadError", "RemoteProtocolError")
"""How the error begins of an answer that a replay may wait for in vain."""

PATIENCE = 60
"""Seconds after which such a replay ends."""

ENCODED = "_in_url"
"""What is added to the name of a variable that holds an id as it is written in a URL."""

SECRET = "(a secret)"  # noqa: S105 - what stands in the place of one


def digest_of(content: bytes) -> str:
    """Give the name under which the evidence keeps a body, or a file that was sent in one."""
    return hashlib.sha256(content).hexdigest()


@attrs.frozen
class Shell:
    """What a command may refer to."""

    bodies: Path | None = None
    """The folder of the evidence that keeps what was sent, by digest."""
    variables: Mapping[str, str] = attrs.field(factory=dict)
    """The ids that are written as a variable of the shell: its name, by the id."""
    options: tuple[str, ...] = ()
    """What curl needs to get to the server at all: certificates."""

    def quoted(self, text: str, *, in_url: bool = False) -> str:
        """Quote a text, with the variables in it expanded."""
        written: dict[str, str] = {}
        for identifier, name in self.variables.items():
            in_it = url_id(identifier) if in_url else identifier
            written[in_it] = f'"${name if in_it == identifier else name + ENCODED}"'
        # In double quotes, a variable of the environment is read; a URL has no other letter that a shell would mind.
        literal = (lambda piece: f'"{piece}"') if in_url and IN_URL.search(text) else quoted
        if not written:
            return literal(text)
        pattern = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
        # As a whole: an id may be as short as a digit of something else.
        pieces = re.split(rf"(?<![\w.:-])({pattern})(?![\w.-])", text)
        return "".join(written[piece] if piece in written else literal(piece) for piece in pieces if piece) or "''"

    def names(self, text: str) -> bool:
        """Tell whether a text holds an id that is written as a variable."""
        return any(identifier in text for identifier in self.variables)


def curl(exchange: Exchange, shell: Shell | None = None) -> str:
    """Write the curl command that sends a request again, with the key taken from the environment.

    Where no shell takes it, as with an id of megabytes, it is a comment that says so.
    """
    words = _words(exchange, shell or Shell())
    if longest := max(filter(lambda word: len(word) > WORD_MOST, words), key=len, default=None):
        address = sentence(exchange.url)
        return f"# {exchange.method} {address}: a word of {len(longest)} characters, too long for a shell"
    return " ".join(words)


def _words(exchange: Exchange, shell: Shell) -> list[str]:
    words = ["curl", "-sS", "-i", "-X", exchange.method, *map(shlex.quote, shell.options), *_flags(exchange)]
    fields = list(_form(exchange, shell)) if _is_plain(exchange) else None
    words += _headers(exchange, is_form=fields is not None)
    words += fields if fields is not None else _body(exchange, shell)
    return [*words, shell.quoted(exchange.url, in_url=True)]


def _flags(exchange: Exchange) -> Iterator[str]:
    if re.search(r"[\[\]{}]", exchange.url):
        yield "-g"
    if "/./" in exchange.url or "/../" in exchange.url:
        yield "--path-as-is"
    if exchange.header("content-encoding") or (exchange.error or "").startswith("DecodingError"):
        # Unpacked, so that it can be read; asked for as it was.
        yield f"--compressed -H {quoted('Accept-Encoding: ' + exchange.request_header('accept-encoding'))}"
    if exchange.error is not None and exchange.error.startswith(LIMITED):
        yield f"-m {PATIENCE}"


def _headers(exchange: Exchange, *, is_form: bool) -> Iterator[str]:
    for key, value in exchange.request_headers:
        name = key.lower()
        if VARIABLE.search(value):
            yield f'-H "{"Authorization" if name == "authorization" else key}: {value}"'
        elif value == SECRET:
            yield f'-H "{key}: ${re.sub("[^A-Z0-9]", "_", name.upper())}"'
        elif name in OWN or (name == "accept" and value == "*/*") or (is_form and name == "content-type"):
            continue
        else:
            yield f"-H {quoted(f'{key}: {value}')}"
    if exchange.request_body and not is_form and not exchange.request_header("content-type"):
        # Without a word, curl would call it a form of a web page.
        yield "-H 'Content-Type:'"


def _body(exchange: Exchange, shell: Shell) -> Iterator[str]:
    body = exchange.request_body
    if not body:
        if exchange.request_header("content-length") or exchange.request_header("transfer-encoding"):
            yield "--data-raw ''"
        return
    text = body.decode("utf-8", "replace")
    is_short = len(text) <= INLINE or shell.names(text)
    if shell.bodies is not None and (not is_short or text.encode() != body or "\0" in text):
        yield f"--data-binary {quoted(f'@{shell.bodies / digest_of(body)}')}"
    else:
        yield f"--data-raw {shell.quoted(text)}"


def _form(exchange: Exchange, shell: Shell) -> Iterator[str]:
    for part in exchange.form:
        if part.filename is None and part.is_typed:
            yield f"-F {shell.quoted(f'{part.name}={_in_quotes(part.text)};type={part.media_type}')}"
        elif part.filename is None:
            yield f"--form-string {shell.quoted(f'{part.name}={part.text}')}"
        else:
            place = shell.bodies / digest_of(part.content) if shell.bodies is not None else Path(part.filename)
            file = f"{part.name}=@{place};filename={_name(part.filename)};type={part.media_type}"
            yield f"-F {quoted(file)}"


def _name(name: str) -> str:
    """Write a file name as curl reads it."""
    return name if re.fullmatch(r"[\w.-]+", name) else _in_quotes(name)


def _in_quotes(text: str) -> str:
    """Write a text so that curl sees nothing but a text in it."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def _is_plain(exchange: Exchange) -> bool:
    """Tell whether a body is a form as curl writes it too: its parts in order, each with its type where it has one."""
    boundary = exchange.request_header("content-type").partition("boundary=")[2]
    return bool(exchange.form) and b"".join(_written(exchange.form, boundary)) == exchange.request_body


def _written(parts: Iterable[FormPart], boundary: str) -> Iterator[bytes]:
    for part in parts:
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="{part.name}"'.encode()
        if part.filename is not None:
            yield f'; filename="{part.filename}"'.encode()
        if part.is_typed:
            yield f"\r\nContent-Type: {part.media_type}".encode()
        yield b"\r\n\r\n" + part.content + b"\r\n"
    yield f"--{boundary}--\r\n".encode()


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
