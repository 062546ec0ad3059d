"""What all models and requests share."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, Literal, Self, TypeVar

from attrs import define, field

FileTypes = tuple[str | None, IO[bytes] | bytes, str | None]
RequestFiles = list[tuple[str, FileTypes]]
M = TypeVar("M", bound="Model")


class Unset:
    """The type of `UNSET`: a parameter that was not given."""

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset()


@define
class File:
    """A file to upload. A part without a name would be a text field to most servers, so there always is one."""

    payload: IO[bytes] | bytes
    file_name: str = "upload"
    mime_type: str = "application/octet-stream"

    def to_tuple(self) -> FileTypes:
        return self.file_name, self.payload, self.mime_type


@define
class Model:
    """An object of the API. What was absent reads as None; what the contract does not know is kept."""

    FIELDS: ClassVar[tuple[tuple[str, str], ...]] = ()

    _wire: dict[str, Any] = field(factory=dict, kw_only=True, repr=False, eq=False, alias="wire")

    _request_id: str | None = field(default=None, init=False, repr=False, eq=False)
    """The server's own name for the exchange that brought this object."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form back: every key that was sent, unknown ones too, and none that was not."""
        known = {name: encode(getattr(self, attribute)) for attribute, name in self.FIELDS}
        return self._wire | {name: value for name, value in known.items() if value is not None or name in self._wire}

    def to_multipart(self) -> RequestFiles:
        """Give the form fields, the files last so that a server knows the rest when they arrive."""
        return sorted(form_fields(self.to_dict()), key=lambda part: part[1][0] is not None)

    def to_json(self, *, indent: int | None = None) -> str:
        """Give the JSON text of `to_dict()`."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def model_dump(self, *, exclude_none: bool = False, exclude_unset: bool = False, **_: object) -> dict[str, Any]:
        """Give the JSON form with every field of the contract, as pydantic's models do for the official client."""
        absent = {} if exclude_unset else dict.fromkeys(name for _, name in self.FIELDS)
        dumped = absent | self.to_dict()
        return {name: value for name, value in dumped.items() if not exclude_none or value is not None}

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Give the JSON text of `model_dump()`."""
        return json.dumps(self.model_dump(**options), indent=indent, ensure_ascii=False)

    @property
    def model_fields_set(self) -> set[str]:
        """The names of what was sent, null or not."""
        return set(self.to_dict())

    @property
    def model_extra(self) -> dict[str, Any]:
        """What the contract does not know, by the name that pydantic's models have for it."""
        return self.additional_properties

    @property
    def additional_properties(self) -> dict[str, Any]:
        """What the contract does not know."""
        known = {name for _, name in self.FIELDS}
        return {name: value for name, value in self._wire.items() if name not in known}

    if not TYPE_CHECKING:  # Type checkers shall find misspelled names.

        def __getattr__(self, name: str) -> Any:
            # Python looks for names with an underscore on unfinished objects, when it copies one for example.
            if not name.startswith("_") and name in self._wire:
                return self._wire[name]
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def decode(cls: type[M], value: Any) -> Any:
    """Make models of JSON objects, in lists too. Servers send other things as well; those stay as they are."""
    if isinstance(value, dict):
        return cls.from_dict(value)
    return [decode(cls, item) for item in value] if isinstance(value, list) else value


def moment(seconds: Any) -> datetime.datetime | None:
    """Make a point in time of Unix seconds; None of anything else that a server may send."""
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def encode(value: Any) -> Any:
    """Make JSON of models, in lists too."""
    if isinstance(value, Model):
        return value.to_dict()
    return [encode(item) for item in value] if isinstance(value, list) else value


def form_fields(fields: Mapping[str, Any]) -> RequestFiles:
    """Give the parts of a form."""
    return [
        (name, value.to_tuple() if isinstance(value, File) else (None, _text(value).encode(), None))
        for name, value in fields.items()
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
