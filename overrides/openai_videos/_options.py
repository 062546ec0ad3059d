"""What a single call can be given besides the parameters of its operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Union

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx


class NotGiven:
    """The type of `NOT_GIVEN`: None is a timeout too, namely none at all."""

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven()
Timeout: TypeAlias = Union[float, "httpx.Timeout", NotGiven, None]


@dataclass(frozen=True, slots=True)
class CallOptions:
    """The options of one call."""

    headers: Mapping[str, str] | None = None
    query: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    timeout: Timeout = NOT_GIVEN

    def apply(self, parts: dict[str, Any]) -> dict[str, Any]:
        """Add the options to the parts of a request; a header of the caller takes the place of the same of ours."""
        if self.headers:
            given = {name.lower() for name in self.headers}
            kept = {name: value for name, value in parts.get("headers", {}).items() if name.lower() not in given}
            parts["headers"] = kept | dict(self.headers)
        if self.query:
            parts["params"] = parts.get("params", {}) | dict(self.query)
        if self.body and "files" in parts:
            from openai_videos_gen.types import form_fields

            added = form_fields(self.body)
            names = {name for name, _ in added}
            parts["files"] = added + [part for part in parts["files"] if part[0] not in names]
        elif self.body:
            parts["json"] = parts.get("json", {}) | dict(self.body)
        if not isinstance(self.timeout, NotGiven):
            parts["timeout"] = self.timeout
        return parts
