"""The encodings of a body: what a server takes in one of them only is sent to it in that one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ...contract.operations import CREATE_VIDEO, STARTS_JOB
from ...scenario.step import Request
from .encoding import FILES


@attrs.define
class Encodings:
    """Which encodings a server takes and which it refuses, by operation."""

    _taken: set[tuple[str, bool]] = attrs.field(factory=set)
    _refused: dict[str, bool] = attrs.field(factory=dict)
    """Whether it is forms that are refused."""

    def takes(self, request: Request) -> None:
        """Note that a server takes a body like this one."""
        self._taken.add((str(request.operation), request.form is not None))

    def has_taken(self, request: Request) -> bool:
        """Tell whether a server took a body in this encoding: then it is not the encoding that it refuses."""
        return (str(request.operation), request.form is not None) in self._taken

    def refuses(self, request: Request) -> None:
        """Note that a server takes a body like this one in the other encoding only."""
        self._refused[str(request.operation)] = request.form is not None

    def fitted(self, request: Request, *, by_analogy: bool) -> Request:
        """Give a request that starts a job in the encoding that is taken, where it can be written in both.

        By analogy, what makes something of a video is as its create is, until it shows otherwise.
        """
        if request.operation not in STARTS_JOB:
            return request
        refused = self._refused.get(request.operation, self._refused.get(CREATE_VIDEO) if by_analogy else None)
        is_refused = (request.form is not None and refused is True) or (request.json is not None and refused is False)
        return (other_encoding(request) or request) if is_refused else request


def other_encoding(request: Request) -> Request | None:
    """Give the same request as a form where it is JSON, and as JSON where it is a form; None where it is neither."""
    if isinstance(request.json, dict) and (form := _as_form(request.json)) is not None:
        return attrs.evolve(request, json=None, form=form)
    if request.form is not None and not set(request.form.values()) & set(FILES):
        return attrs.evolve(request, json=_as_json(request.form), form=None)
    return None


def _as_form(body: Mapping[str, Any]) -> dict[str, str] | None:
    """Give the fields of a form, an object's in brackets; None for what a form cannot say."""
    form: dict[str, str] = {}
    for name, value in body.items():
        members = {f"{name}[{key}]": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
        if not all(isinstance(each, str) for each in members.values()):
            return None
        form |= members
    return form


def _as_json(form: Mapping[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for field, value in form.items():
        name, _, member = field.rstrip("]").partition("[")
        body[name] = {**body.get(name, {}), member: value} if member else value
    return body
