"""What every request carries besides its own: headers, and parameters in the query."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import attrs

from .address import SECRET_NAME, TargetError

KEY_HEADER = "authorization"
"""The header that carries the key, unless the target names another one."""

NEVER_PLAIN = frozenset({KEY_HEADER, "proxy-authorization", "cookie"})
"""Headers whose value is a secret, besides those that are one by their name; in small letters."""

_OWN = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"})
"""Headers that belong to the single request; in small letters."""

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[ -~]*")


@attrs.frozen
class Parameter:
    """A value that every request carries. One from the environment is a secret, and stands in no record."""

    text: str = attrs.field(repr=False)
    variable: str | None = None
    """The variable of the environment that it was read from."""


def parameter(value: str | Parameter | Mapping[str, str], name: str, setting: str) -> Parameter:
    """Give a value as it is sent; `{"env": NAME}` stands for what the environment has under that name.

    Raises:
        TargetError: The variable is not set, or the value is a secret that stands in a file or on a command line.
    """
    if isinstance(value, Parameter):
        return value
    if isinstance(value, str):
        if name.lower() in NEVER_PLAIN or SECRET_NAME.search(name):
            raise TargetError(
                f"{name} is a secret, and no place for one is a file or a command line; let it be read from the "
                f"environment: {name} = {{ env = 'VARIABLE' }} in a file, {name}=VARIABLE as an option"
                " (--header-env, --query-env)",
                setting=setting,
            )
        return Parameter(value)
    variable = value["env"]
    text = os.environ.get(variable, "").strip()
    if not text:
        raise TargetError(
            f"{name} is to be read from the environment, and {variable} is not set there; set it", setting=setting
        )
    return Parameter(text, variable)


def checked_headers(headers: Mapping[str, str | Parameter | Mapping[str, str]]) -> dict[str, Parameter]:
    """Give headers that every request carries.

    Raises:
        TargetError: One cannot be sent, or belongs to the single request.
    """
    checked: dict[str, Parameter] = {}
    for name, value in headers.items():
        checked_header_name(name, "headers")
        if name.lower() in _OWN:
            raise TargetError(f"{name} belongs to the single request; leave it out", setting="headers")
        carried = parameter(value, name, "headers")
        if not _HEADER_VALUE.fullmatch(carried.text):
            raise TargetError(f"the value of {name} holds what no header can carry; mend it", setting="headers")
        checked[name] = carried
    return checked


def checked_header_name(name: str, setting: str) -> str:
    """Give the name of a header.

    Raises:
        TargetError: It is none.
    """
    if not _HEADER_NAME.fullmatch(name):
        raise TargetError(f"{name!r} is no name of a header; give one such as api-key", setting=setting)
    return name
