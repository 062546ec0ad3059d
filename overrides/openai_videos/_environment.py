"""What the environment says about connections, proxies and certificates. What is wrong in it is named."""

from __future__ import annotations

import os
import ssl
from importlib.util import find_spec
from typing import Any
from urllib.request import getproxies

from openai_videos._addresses import fault
from openai_videos._errors import OpenAIError


def checked_proxies(http: Any) -> dict[str, str]:
    """Give the proxies of the environment; OpenAIError if there is one that the HTTP library cannot use."""
    proxies = getproxies()
    if "*" in (host.strip() for host in proxies.get("no", "").split(",")):
        return {}
    named = {kind: proxies[kind] for kind in ("http", "https", "all") if proxies.get(kind)}
    for kind, url in named.items():
        if reason := _fault(http, url if "://" in url else f"http://{url}"):
            names = (f"{kind}_proxy", f"{kind}_proxy".upper())
            name = next((name for name in names if os.environ.get(name)), f"The {kind} proxy of this system")
            # The value may hold a password.
            raise OpenAIError(f"{name} is no proxy that can be used, since {reason}: mend or unset it.")
    return named


def _fault(http: Any, url: str) -> str:
    try:
        parts = http.URL(url)
    except http.InvalidURL:
        return "it is no URL"
    if parts.scheme not in ("http", "https", "socks5", "socks5h"):
        return f"its scheme is {parts.scheme!r}, not http, https, socks5 or socks5h"
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        return "the 'socksio' package is not installed, which SOCKS needs (pip install socksio)"
    return fault(parts.host, parts.port)


def no_trust() -> ssl.SSLContext:
    """Make a context in a thousandth of the time, which knows no authority: no connection can be made with it."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def tls_context(http: Any) -> ssl.SSLContext:
    """Make the context of the HTTP library.

    Raises:
        OpenAIError: A file that the environment names cannot be used.
    """
    try:
        context: ssl.SSLContext = http.create_ssl_context()
    except OSError as error:
        # The error of the library names neither the variable nor the file.
        if path := os.environ.get("SSL_CERT_FILE"):
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
            except OSError as reason:
                raise OpenAIError(
                    f"SSL_CERT_FILE is {path!r}, where no certificates can be read from ({reason.strerror or reason}): "
                    "set it to a file in PEM format, or unset it."
                ) from error
        if path := os.environ.get("SSLKEYLOGFILE"):
            raise OpenAIError(
                f"SSLKEYLOGFILE is {path!r}, where no keys can be written ({error.strerror or error}): "
                "set it to a file that can be written, or unset it."
            ) from error
        raise
    return context
