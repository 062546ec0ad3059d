"""Models: a name, and the dated snapshots that it may be shown by."""

from __future__ import annotations

import re


def is_model(shown: object, named: str) -> bool:
    """Tell whether a model is the one that was named, or a dated snapshot of it."""
    return re.fullmatch(rf"{re.escape(named)}(-\d[\d-]*)?", str(shown)) is not None
