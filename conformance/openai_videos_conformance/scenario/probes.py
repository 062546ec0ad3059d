"""What shows which features a server offers, and what else is looked at besides the parts themselves."""

from __future__ import annotations

from collections.abc import Mapping

from ..target.features import Feature
from . import looks, refusals
from .jobs import EDIT, EDIT_BRACKETS, EDIT_UPLOAD, EXTEND, EXTEND_LONG, EXTEND_UPLOAD, REMIX, REMIX_FORM
from .step import Step

PROBES: Mapping[Feature, tuple[Step, ...]] = {
    Feature.REMIX: (refusals.REMIX_NO_PROMPT, REMIX.create, REMIX_FORM.create),
    Feature.EDITS: (refusals.EDIT_NO_PROMPT, EDIT.create, EDIT_BRACKETS.create, EDIT_UPLOAD.create),
    Feature.EXTENSIONS: (refusals.EXTEND_NO_PROMPT, EXTEND.create, EXTEND_LONG.create, EXTEND_UPLOAD.create),
    Feature.CHARACTERS: (refusals.CHARACTER_NO_NAME, looks.CHARACTER_CREATE),
}
"""The steps that show whether a feature is there: all of them answered as not offered means that it is not."""

GRANTED: Mapping[Feature, Step] = {Feature.CHARACTERS: looks.CHARACTER_CREATE}
"""The features that a server may keep for some customers, with the step that shows it."""

ASIDES: tuple[Step, ...] = (
    looks.EARLY_RETRIEVE,
    looks.LIST_ITEMS,
    looks.SOURCE_AFTER_RETRIEVE,
    looks.FAILED_AGAIN,
)
"""The steps that retrieve a job which is there, besides the polling."""
