"""Requests to endpoints that the contract does not know: how one is put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, cast

from openai_videos_gen.types import Model, flat, form_fields

from openai_videos._options import NOT_GIVEN, CallOptions
from openai_videos._uploads import FileInput, file_of, has_file, with_files

if TYPE_CHECKING:
    from contextlib import ExitStack

    from openai_videos._options import RequestOptions, RequestParts

_ELSEWHERE = re.compile(r"\w+:|//|.*[?#]|(.*/)?\.{1,2}(/|$)", re.DOTALL)


class Sent(TypedDict, total=False):
    """What goes with a request."""

    body: object
    files: Mapping[str, FileInput] | Iterable[tuple[str, FileInput]] | None
    options: RequestOptions | None


def endpoint_parts(method: str, path: str, sent: Sent, stack: ExitStack) -> RequestParts:
    """Make the parts of a request; a body goes as JSON, or as a form where a file is somewhere in it.

    Raises:
        ValueError: The path is not one below the base URL.
        TypeError: The body cannot go with files.
    """
    body, files, options = sent.get("body"), sent.get("files"), sent.get("options") or {}
    if not path.strip("/") or _ELSEWHERE.match(path):
        raise ValueError(f"`path` must be a path below the base URL, such as '/models', not {path!r}")
    parts: dict[str, Any] = {"method": method, "url": f"/{path.removeprefix('/')}"}
    fields = with_files("body", body.to_dict() if isinstance(body, Model) else body, stack)
    attached: Any = files.items() if isinstance(files, Mapping) else files or ()
    named = [(name, file_of(name, file, None, stack)) for name, file in attached]
    if named or has_file(fields):
        if not isinstance(fields, Mapping | None):
            raise TypeError(f"`body` must be a dict where files go with it, not {type(body).__name__}")
        parts["files"] = sorted(form_fields([*flat(fields or {}), *named]), key=lambda part: part[1][0] is not None)
    elif body is not None:
        parts["json"] = fields
    headers = dict(options.get("headers") or {})
    if key := options.get("idempotency_key"):
        headers["idempotency-key"] = key
    timeout = options.get("timeout", NOT_GIVEN)
    return CallOptions(headers, options.get("params"), None, timeout).apply(cast("RequestParts", parts), {})
