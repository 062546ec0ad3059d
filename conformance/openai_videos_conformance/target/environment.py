"""The way to the server, as the options and the environment name it: certificates and proxies."""

from __future__ import annotations

import os
import ssl
from importlib.util import find_spec
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from .address import TargetError
from .target import Target


def check_way(target: Target) -> None:
    """Raise `TargetError` where certificates cannot be read, or the proxy is none that can be called."""
    tls_context(target)
    proxy_of(target.base_url)


def tls_context(target: Target) -> ssl.SSLContext:
    """Make what a connection is secured with: the authorities that are trusted, and the certificate of the client.

    Raises:
        TargetError: A file cannot be read, or holds no certificate.
    """
    named = {"--ca-file": target.ca_file, "SSL_CERT_FILE": os.environ.get("SSL_CERT_FILE")}
    source, path = next(((source, path) for source, path in named.items() if path), ("SSL_CERT_DIR", None))
    try:
        context = ssl.create_default_context(cafile=path) if path else httpx.create_ssl_context()
    except OSError as problem:  # ssl.SSLError is one
        raise TargetError(
            f"{path or os.environ.get('SSL_CERT_DIR')} holds no certificates that can be "
            f"read ({problem.strerror or problem}); name a file in PEM format, or leave it out",
            setting="ca-file" if source == "--ca-file" else "",
            place=source,
        ) from None
    if target.client_key and not target.client_cert:
        raise TargetError("there is no certificate to it; give that with --client-cert", setting="client-key")
    if target.client_cert:
        try:
            # Without an answer for a key that is encrypted, OpenSSL would ask on the terminal.
            context.load_cert_chain(target.client_cert, target.client_key, password=lambda: b"")
        except OSError as problem:
            raise TargetError(
                f"{target.client_cert} is no certificate with its key ({problem.strerror or problem}); "
                "name files in PEM format, the key not encrypted",
                setting="client-cert",
            ) from None
    return context


def proxy_of(url: str) -> httpx.Proxy | None:
    """Give the proxy that the environment names for a URL, by HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.

    Raises:
        TargetError: It is none that can be called.
    """
    parts, proxies = urlsplit(url), getproxies()
    chosen = proxies.get(parts.scheme) or proxies.get("all")
    if not chosen or proxy_bypass(parts.netloc) or proxy_bypass(parts.hostname or ""):
        return None
    variable = "ALL_PROXY" if not proxies.get(parts.scheme) else f"{parts.scheme.upper()}_PROXY"
    # It may hold a password: it is not repeated.
    refused = TargetError(f"{variable}: it is no URL of a proxy; give one such as http://host:port, or unset it")
    try:
        proxy = httpx.Proxy(chosen if "://" in chosen else f"http://{chosen}")
    except (ValueError, httpx.InvalidURL):
        raise refused from None
    if not proxy.url.host:
        raise refused
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise TargetError(f"{variable}: for SOCKS, install the package socksio, or unset it")
    return proxy
