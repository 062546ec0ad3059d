"""What holds for a server however many clients it has, each asked of the whole history of a load run.

They are requirements of the judge, by their ids, and as binding as there; what is new is who saw it. Each is a pure
function of the history.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ...catalogue.registry import Requirement, requirement_of
from ..looks.history import History
from . import answers, jobs, lists
from .broken import Seen


@attrs.frozen
class Invariant:
    """A requirement, and what is asked of a history for it."""

    requirement: Requirement
    ask: Callable[[History], Seen]


INVARIANTS = tuple(
    Invariant(requirement_of(name, __name__), ask)
    for name, ask in (
        ("create.new-id", jobs.one_job_a_create),
        ("create.echo-prompt", jobs.own_prompt),
        ("lifecycle.readable", jobs.readable),
        ("lifecycle.same-id", jobs.own_id),
        ("lifecycle.stable", jobs.stable),
        ("lifecycle.forward", jobs.forward),
        ("lifecycle.progress-forward", jobs.progress_forward),
        ("lifecycle.final", jobs.final),
        ("content.stable", jobs.same_bytes),
        ("delete.gone", lists.gone),
        ("delete.stays-gone", lists.stays_gone),
        ("delete.not-listed", lists.not_listed),
        ("list.terminates", lists.each_once),
        ("http.answers", answers.answers),
        ("http.no-server-error", answers.no_server_error),
        ("http.error-envelope", answers.envelope),
    )
)
"""In the order in which they are told."""
