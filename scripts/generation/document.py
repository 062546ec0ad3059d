"""The contract, as generating reads it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from reading import BadInputError, read_yaml
from references import DEEPEST, resolve

from generation.failure import fail
from generation.keywords import METHODS, Kind, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from references import Place

JSON = "application/json"
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


@frozen
class Site:
    """An object of the document: where it stands, and what it is."""

    kind: Kind
    at: Place
    node: Any


@frozen
class Spot:
    """An object that was reached, by references if need be, and where it stands itself."""

    at: Place
    node: Mapping[str, Any]

    def below(self, *words: str) -> Place:
        """Give the place of something in it."""
        return (*self.at, *words)


class Encoding(StrEnum):
    """How a body is written."""

    JSON = "json"
    MULTIPART = "multipart"
    FORM = "form"
    RAW = "raw"


@frozen
class Media:
    """A media type that a request or an answer can have, with its schema, references followed."""

    name: str
    at: Place
    schema: Spot

    @property
    def base(self) -> str:
        """The media type without its parameters."""
        return self.name.partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether it is JSON by its name."""
        return self.base == JSON or self.base.endswith("+json")

    @property
    def is_bytes(self) -> bool:
        """Whether it is bytes by its schema."""
        return self.schema.node.get("format") == "binary"

    @property
    def encoding(self) -> Encoding:
        """How a request body of this type is written."""
        if self.is_json:
            return Encoding.JSON
        return {MULTIPART: Encoding.MULTIPART, URLENCODED: Encoding.FORM}.get(self.base, Encoding.RAW)


@frozen
class Operation:
    """One operation, with the parameters of its path; what it refers to is followed."""

    at: Place
    path: str
    method: str
    node: Mapping[str, Any]
    parameters: tuple[Spot, ...]
    body: Spot | None
    bodies: tuple[Media, ...]
    answers: tuple[tuple[str, Spot, tuple[Media, ...]], ...]
    """The statuses of a success, each with its response and the media types of it."""

    @property
    def id(self) -> str:
        """What the contract calls it."""
        return str(self.node.get("operationId"))


class Contract:
    """The contract, with every object in it by its kind."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.spec = spec
        self.sites = tuple(_sites(Site(Kind.ROOT, (), spec)))

    def of(self, kind: Kind) -> Iterator[Site]:
        """Give the objects of one kind."""
        return (site for site in self.sites if site.kind is kind)

    def followed(self, at: Place, node: Any) -> Spot:
        """Follow the references that an object is; what stands beside a `$ref` wins, as OpenAPI 3.1 has it."""
        for _ in range(DEEPEST):
            target = resolve(self.spec, node)
            if target is None or not isinstance(target[0], Mapping):
                break
            at, node = target[1], {**target[0], **{key: value for key, value in node.items() if key != "$ref"}}
        return Spot(at, node if isinstance(node, Mapping) else {})

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation, in the order of the document."""
        return tuple(
            self._operation(path, item, method)
            for path, item in self.spec["paths"].items()
            for method in METHODS
            if method in item
        )

    def _operation(self, path: str, item: Mapping[str, Any], method: str) -> Operation:
        at: Place = ("paths", path, method)
        node = item[method]
        own = self._parameters((*at, "parameters"), node.get("parameters", []))
        taken = {_identity(parameter) for parameter in own}
        shared = self._parameters(("paths", path, "parameters"), item.get("parameters", []))
        body = self.followed((*at, "requestBody"), node["requestBody"]) if "requestBody" in node else None
        answers = []
        for status, response in node.get("responses", {}).items():
            if str(status)[:1] == "2":
                spot = self.followed((*at, "responses", str(status)), response)
                answers.append((str(status), spot, self._media(spot)))
        return Operation(
            at=at,
            path=path,
            method=method,
            node=node,
            parameters=(*own, *(parameter for parameter in shared if _identity(parameter) not in taken)),
            body=body,
            bodies=self._media(body) if body else (),
            answers=tuple(answers),
        )

    def _parameters(self, at: Place, nodes: list[Any]) -> tuple[Spot, ...]:
        return tuple(self.followed((*at, str(index)), node) for index, node in enumerate(nodes))

    def _media(self, spot: Spot) -> tuple[Media, ...]:
        return tuple(
            Media(name, place := spot.below("content", name), self.followed((*place, "schema"), media.get("schema")))
            for name, media in spot.node.get("content", {}).items()
        )


def _identity(parameter: Spot) -> tuple[str, str]:
    return str(parameter.node.get("name")), str(parameter.node.get("in"))


def _sites(site: Site) -> Iterator[Site]:
    yield site
    if isinstance(site.node, Mapping):
        for kind, way, node in children(site.kind, site.node):
            yield from _sites(Site(kind, (*site.at, *way), node))


def load_spec(path: Path) -> dict[str, Any]:
    """Read the contract."""
    try:
        spec: Any = read_yaml(path, str(path))
    except BadInputError as error:
        fail(str(error))
    if not (isinstance(spec, dict) and isinstance(spec.get("paths"), dict) and "openapi" in spec):
        fail(f"{path} is not an OpenAPI document: `openapi` and `paths` are needed at the top")
    contract: dict[str, Any] = spec
    return contract
