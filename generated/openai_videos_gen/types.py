# Generated from openapi.yaml by `make generate`; never edited by hand.
"""What all models and requests share."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final, Literal, Self, TypeVar

FileTypes = tuple[str | None, IO[bytes] | bytes, str | None]
RequestFiles = list[tuple[str, FileTypes]]
M = TypeVar("M", bound="Model")
# By which pydantic's models were called before; a method `dict` would hide the type in this class.
_OLD_NAMES = {"dict": "model_dump", "json": "model_dump_json"}


class Unset:
    """The type of `UNSET`: a parameter that was not given."""

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset()


@dataclass(slots=True)
class File:
    """A file to upload. A part without a name would be a text field to most servers, so there always is one."""

    payload: IO[bytes] | bytes
    file_name: str = "upload"
    mime_type: str = "application/octet-stream"

    def to_tuple(self) -> FileTypes:
        return self.file_name, self.payload, self.mime_type


@dataclass(slots=True, weakref_slot=True)
class Model:
    """An object of the API. What was absent reads as None; what the contract does not know is kept."""

    FIELDS: ClassVar[Mapping[str, str]] = {}
    """The attributes of the contract, and what it calls them."""

    MODELS: ClassVar[Mapping[str, type[Model]]] = {}
    """What the attributes hold that hold objects, or lists with such."""

    _wire: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    _request_id: str | None = field(default=None, init=False, repr=False, compare=False)
    """The server's own name for the exchange that brought this object."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Take over what a server sent, as it is: nothing is refused, and nothing that is absent is made up."""
        return cls._adopted(dict(src_dict))

    @classmethod
    def _adopted(cls, wire: dict[str, Any]) -> Self:
        """Take over what nobody else holds, without a copy."""
        instance = cls.__new__(cls)
        instance._wire = wire
        instance._request_id = None
        return instance

    @classmethod
    def model_validate(cls, obj: Mapping[str, Any]) -> Self:
        """The same as `from_dict`, by the name that pydantic's models have for it."""
        return cls.from_dict(obj)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes) -> Self:
        """Take over JSON text."""
        return cls.from_dict(json.loads(json_data))

    @classmethod
    def construct(cls, **values: Any) -> Self:
        """Make an object of some of its fields; the others read as None."""
        return cls.from_dict(values)

    model_construct = construct

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Make a copy with some fields changed. It never shares what is in them."""
        return self.from_dict(copy.deepcopy(self.to_dict()) | dict(update or {}))

    def to_dict(
        self,
        *,
        mode: str = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, Any]:
        """Give the JSON form back: every key that was sent, unknown ones too, and none that was not.

        The names are those of the API and the values JSON in any case.
        """
        known = {name: encode(getattr(self, attribute)) for attribute, name in self.FIELDS.items()}
        there = {name for name, value in known.items() if value is not None or not exclude_unset} | self._wire.keys()
        sent = {name: value for name, value in known.items() if name in there}
        whole = self._wire | sent if exclude_unset else sent | self.additional_properties
        without = whole.keys() if exclude_none else known.keys() if exclude_defaults else ()
        return {name: value for name, value in whole.items() if value is not None or name not in without}

    def to_multipart(self) -> RequestFiles:
        """Give the form fields, the files last so that a server knows the rest when they arrive."""
        return sorted(form_fields(self.to_dict().items()), key=lambda part: part[1][0] is not None)

    def to_json(self, *, indent: int | None = 2, **options: Any) -> str:
        """Give the JSON text of `to_dict()`, which takes the other options."""
        return _json(self.to_dict(**options), indent)

    def model_dump(
        self,
        *,
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
        exclude_unset: bool = False,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        **_: object,
    ) -> dict[str, Any]:
        """Give the JSON form with every field of the contract, as pydantic's models do for the official client.

        `include` and `exclude` are names of fields.
        """
        dumped = self.to_dict(exclude_unset=exclude_unset, exclude_defaults=exclude_defaults, exclude_none=exclude_none)
        chosen = set(dumped if include is None else include) - set(exclude or ())
        return {name: value for name, value in dumped.items() if name in chosen}

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Give the JSON text of `model_dump()`, which takes the other options."""
        return _json(self.model_dump(**options), indent)

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> Any:
        """Tell pydantic, which asks for it, how this can be a field of its models."""
        from pydantic_core import core_schema

        def take(value: Any) -> Any:
            if isinstance(value, cls):
                return value
            if not isinstance(value, Mapping):
                raise ValueError(f"must be a {cls.__name__} or an object of JSON")
            return cls.from_dict(value)

        return core_schema.no_info_plain_validator_function(
            take,
            json_schema_input_schema=core_schema.dict_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.to_dict()),
        )

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
        known = self.FIELDS.values()
        return {name: value for name, value in self._wire.items() if name not in known}

    if not TYPE_CHECKING:  # Type checkers shall find misspelled names.

        def __getattr__(self, name: str) -> Any:
            # What was sent is looked at when it is first asked for: most of a long list never is.
            if name in self.FIELDS:
                value = self._wire.get(self.FIELDS[name])
                if name in self.MODELS:
                    value = decode(self.MODELS[name], value)
                setattr(self, name, value)
                return value
            # Python looks for names with an underscore on unfinished objects, when it copies one for example.
            if not name.startswith("_") and name in self._wire:
                return self._wire[name]
            if name in _OLD_NAMES:
                return getattr(self, _OLD_NAMES[name])
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def decode(cls: type[M], value: Any) -> Any:
    """Make models of JSON objects, in lists too. Servers send other things as well; those stay as they are."""
    if isinstance(value, dict):
        return cls._adopted(value)
    if isinstance(value, list):
        # Those of a long list are taken over here, since a call for each takes longer than all else.
        return [cls._adopted(item) if isinstance(item, dict) else decode(cls, item) for item in value]
    return value


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


def form_fields(fields: Iterable[tuple[str, Any]]) -> RequestFiles:
    """Give the parts of a form: one for each member of a list, and JSON for an object."""
    return [(name, _part(one)) for name, value in fields for one in (value if isinstance(value, list) else [value])]


class Repeated(tuple[Any, ...]):
    """A list that is sent as one name again and again, as the contract has it."""

    __slots__ = ()


def flat(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Write objects as `name[key]` and lists as `name[]`, as the official clients do; what is None is left out."""
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from flat({f"{name}[{key}]": item for key, item in value.items()})
        elif isinstance(value, Repeated):
            yield from ((name, item) for item in value)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from flat({f"{name}[]": item})
        elif value is not None:
            yield name, value


def _json(value: Any, indent: int | None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, separators=None if indent else (",", ":"))


def _part(value: Any) -> FileTypes:
    if isinstance(value, File):
        return value.to_tuple()
    return None, _text(value).encode(), "application/json" if isinstance(value, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
