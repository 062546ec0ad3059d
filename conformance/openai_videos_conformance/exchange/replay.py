"""The command that sends a request again."""

from __future__ import annotations

import shlex

from .exchange import Exchange
from .form import FormPart


def curl(exchange: Exchange) -> str:
    """Write the curl command that sends a request again, with the key taken from the environment."""
    words = ["curl", "-sS", "-i", "-X", exchange.method]
    form = exchange.form
    for key, value in exchange.request_headers:
        if key.lower() == "authorization":
            words.append(f'-H "Authorization: {value}"')
        elif key.lower() == "accept" or (key.lower() == "content-type" and not form):
            words.append(f"-H {shlex.quote(f'{key}: {value}')}")
    if form:
        words += [f"-F {shlex.quote(_field(part))}" for part in form]
    elif exchange.request_body:
        words.append(f"--data-raw {shlex.quote(exchange.request_body.decode('utf-8', 'replace'))}")
    return " ".join([*words, shlex.quote(exchange.url)])


def _field(part: FormPart) -> str:
    """Write a part as an argument of curl's `-F`."""
    if part.filename is None:
        return f"{part.name}={part.text}"
    return f"{part.name}=@{part.filename};filename={part.filename};type={part.media_type}"
