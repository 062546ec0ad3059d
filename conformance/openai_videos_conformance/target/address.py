"""The base URL of the server that is judged."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import attrs
import httpx

SECRET_NAME = re.compile(r"(^|[-_.])(key|apikey|token|secret|password|sig|signature|code)$", re.IGNORECASE)
"""The names of parameters, and of headers, whose values are secrets."""

WRONG = 4
"""The exit code of what is wrong with a target, or keeps it from being asked."""

OPTIONS = {"models": "model", "headers": "header", "query": "query-env"}
"""The options that set something under another name than a file of a target has for it."""


class TargetError(Exception):
    """A setting is wrong; the message says what was expected and what to do."""

    def __init__(self, message: str, *, setting: str = "", place: str = "") -> None:
        self.message = message
        self.setting = setting
        """The setting that is wrong, as a file of a target names it, where it is one."""
        self.place = place or (f"--{OPTIONS.get(setting, setting)}" if setting else "")
        super().__init__(f"{self.place}: {message}" if self.place else message)

    def at(self, place: str) -> TargetError:
        """Give the same error of a setting that was made in another place than by its option."""
        return TargetError(self.message, setting=self.setting, place=place)


@attrs.frozen
class Address:
    """Where requests go: what their paths begin with, and the parameters that each of them carries."""

    root: str
    query: tuple[tuple[str, str], ...]


def checked_url(value: str) -> str:
    """Give a base URL, without the slash at the end of its path.

    Raises:
        TargetError: It cannot be called, or holds what is not to be kept.
    """
    # What may be secret is not repeated: every report and every CI log would keep it.
    if "@" in value.partition("?")[0]:
        raise _wrong(
            "a user and a password in the URL would stand in every report; "
            "take them out and give the key with --api-key (an @ in the prefix is written %40)"
        )
    if "#" in value:
        raise _wrong("a fragment is sent with no request; take it out")
    path, mark, query = value.partition("?")
    if secret := next((name for name, _ in parse_qsl(query) if SECRET_NAME.search(name)), None):
        raise _wrong(
            f"the parameter {secret} is a secret, which would stand in every report; take it out, and let it be read "
            f"from the environment with --query-env={secret}=VARIABLE"
        )
    if not _is_callable(value):
        raise _wrong(
            f"{value!r} is no URL that can be called; give scheme, host and prefix, such as http://127.0.0.1:8000/v1"
        )
    return path.rstrip("/") + (mark + query if query else "")


def address_of(base_url: str) -> Address:
    """Take a base URL apart."""
    root, _, query = base_url.partition("?")
    return Address(root.rstrip("/"), tuple(parse_qsl(query, keep_blank_values=True)))


def is_of(url: str, base_url: str) -> bool:
    """Tell whether a URL is of the same origin as another one."""
    return urlsplit(url)[:2] == urlsplit(base_url)[:2]


def _wrong(message: str) -> TargetError:
    return TargetError(message, setting="base-url")


def _is_callable(url: str) -> bool:
    # urlsplit drops line ends and tabs in silence.
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        httpx.URL(url)
        return parts.scheme in {"http", "https"} and bool(host) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False
