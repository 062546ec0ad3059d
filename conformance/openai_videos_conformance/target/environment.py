"""What the environment says of the way to the server."""

from __future__ import annotations

import os
import ssl

from .address import TargetError


def check_certificates() -> None:
    """Raise `TargetError` where the certificates that the environment names cannot be read."""
    path = os.environ.get("SSL_CERT_FILE")
    if not path:
        return
    try:
        ssl.create_default_context(cafile=path)
    except OSError as problem:  # ssl.SSLError is one
        raise TargetError(
            f"SSL_CERT_FILE: {path} holds no certificates that can be read ({problem.strerror or problem}); "
            "name a file in PEM format, or unset the variable"
        ) from None
