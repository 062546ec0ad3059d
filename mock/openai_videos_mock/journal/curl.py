"""The command that sends a request of the journal again, made so that a shell runs nothing of what the request says."""

from __future__ import annotations

import re
import shlex
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from openai_videos_mock.intercept.messages import Headers, Part
from openai_videos_mock.journal.entry import Entry

_SHOWN = 16 * 1024
"""Bytes of a body that a command may have in it."""
_PLAIN_NAME = re.compile(r"[\w.\[\]-]+", re.ASCII)
_OWN = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "user-agent", "expect"}
)
"""Headers that curl writes by itself."""


def curl_of(entry: Entry, base_url: str, key_header: str) -> str:
    """Give the command. The key is that of the environment; files are expected in the folder where it is run."""
    query = f"?{urlencode(entry.query)}" if entry.query else ""
    url = f"{base_url}{quote(entry.path)}{query}"
    lines = [f"curl -sS -i -X {_word(entry.method)} {_word(url)}"]
    form = _form(entry)
    lines += [_header(name, value, key_header) for name, value in _sent(entry.headers, form is not None)]
    lines += form if form is not None else _body(entry)
    return " \\\n  ".join(lines)


def _sent(headers: Headers, form: bool) -> Headers:
    skipped = _OWN | {"content-type"} if form else _OWN
    return tuple((name, value) for name, value in headers if name not in skipped and (name, value) != ("accept", "*/*"))


def _header(name: str, value: str, key_header: str) -> str:
    if name == "authorization":
        return '-H "authorization: Bearer $OPENAI_API_KEY"'
    if name == key_header.lower():
        return f'-H "{name}: $OPENAI_API_KEY"'
    # Without a value, curl would leave the header out.
    return "-H " + _word(f"{name}: {value}".encode("latin-1") if value else f"{name};")


def _form(entry: Entry) -> list[str] | None:
    """Give the parts of a form, unless it is none or has parts that curl cannot be told."""
    if not entry.parts or not all(_PLAIN_NAME.fullmatch(part.name) and _is_shown(part) for part in entry.parts):
        return None
    return [_part(part) for part in entry.parts]


def _is_shown(part: Part) -> bool:
    return part.filename is not None or (len(part.content) <= _SHOWN and b"\0" not in part.content)


def _part(part: Part) -> str:
    if part.filename is None:
        return "--form-string " + _word(part.name.encode() + b"=" + part.content)
    # A name may lead anywhere; only its last part is taken.
    name = PurePosixPath(part.filename.replace("\\", "/")).name or "file"
    quoted = re.sub(r'(["\\])', r"\\\1", name)
    media = f";type={part.media_type}" if re.fullmatch(r"[\w.+-]+/[\w.+-]+", part.media_type, re.ASCII) else ""
    return "-F " + _word(f'{part.name}=@"{quoted}"{media}')


def _body(entry: Entry) -> list[str]:
    if not entry.size:
        return []
    typed = [] if entry.header("content-type") else ["-H 'content-type:'"]
    if entry.size > _SHOWN or b"\0" in entry.body:
        return [*typed, f"--data-binary @body-of-{entry.size}-bytes"]
    return [*typed, f"--data-raw {_word(entry.body)}"]


def _word(text: str | bytes) -> str:
    """Quote a word for a shell, so that a terminal that it is pasted into sees no control character either."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    try:
        plain = content.decode()
    except UnicodeDecodeError:
        plain = "\0"
    if plain.isprintable():
        return shlex.quote(plain)
    escaped = "".join(chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in content)
    return f"$'{escaped}'"
