"""Contracts that hypothesis draws: small ones, of all that generating is to make rightly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Node: TypeAlias = dict[str, Any]

# Names that Python, the generator, the client or HTTP has an opinion of.
PROPERTIES = [
    *("id", "status", "created_at", "type", "object", "fooBar", "list", "class", "x-y", "format", "data", "moved_at"),
    *("2nd", "from", "count", "tags", "_private", "$odd", "items", "keys", "get", "date", "uuid", "int", "str", "Any"),
    *("property_id", "model", "has_more", "höhe"),
]
PARAMETERS = [
    *("after", "limit", "order", "fooBar", "filter[a]", "x-y", "include[]", "class", "list", "from", "id", "format"),
    *("type", "2nd", "tag", "höhe"),
]
HEADERS = ["X-Trace", "x-other-one", "OpenAI-Beta"]
PLURALS = ["videos", "models", "Video Files"]
WORDS = [
    *("list", "create", "get", "retrieve", "delete", "cancel", "import_all", "upscale", "findBy", "stop_and_go", "x2")
]
TEXTS = [
    "What it is.",
    'It ends in a "quote"',
    'Has """three""" of them, and ends in """',
    "Back \\ slash, and ends in \\",
    "Braces {{ x }} {% raw %} {# y #} and %s {0}",
    "Two lines.\n\n    And one that is set in.",
    "",
    "é" * 130,
]
SCALARS: list[Node] = [
    {"type": "string"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "uuid", "minLength": 1},
    {"type": "integer", "format": "int64", "minimum": 0},
    {"type": "number"},
    {"type": "boolean", "default": True},
    {"type": "string", "title": "Another Title", "default": 7},
]


class _Drawing:
    """One contract while it is drawn."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.enums = [f"Choice{index}" for index in range(draw(st.integers(1, 2)))]
        self.models = [f"Thing{index}" for index in range(draw(st.integers(1, 4)))]
        self.schemas: dict[str, Node] = {}
        self.forms = 0

    def one(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def several(self, names: list[str], least: int, most: int) -> list[str]:
        chosen: list[str] = self.draw(st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True))
        return chosen

    def reference(self, names: list[str]) -> Node:
        return {"$ref": f"#/components/schemas/{self.one(*names)}"}

    def scalar(self) -> Node:
        kind = self.one("plain", "plain", "enum", "open", "null", "const")
        if kind == "enum":
            return self.reference(self.enums)
        if kind == "open":
            return {"anyOf": [{"type": "string"}, self.reference(self.enums)]}
        if kind == "null":
            return {"type": [self.one("string", "integer", "number", "boolean"), "null"]}
        if kind == "const":
            value = self.one("a 'b'", 3)
            return {"type": "integer" if isinstance(value, int) else "string", "const": value}
        return {**self.one(*SCALARS), "description": self.one(*TEXTS)}

    def value(self, depth: int = 0) -> Node:
        kind = self.one("scalar", "scalar", "model", "list", "maybe", "either", "map", "any")
        if kind == "scalar" or depth > 1:
            return self.scalar()
        if kind == "model":
            return {**self.reference(self.models), "description": self.one(*TEXTS)}
        if kind == "list":
            return {"type": "array", "items": self.value(depth + 1)}
        if kind == "maybe":
            return {self.one("anyOf", "oneOf"): [self.reference(self.models), {"type": "null"}]}
        if kind == "either":
            return {"oneOf": [{"type": "string"}, {"type": "array", "items": self.reference(self.models)}]}
        if kind == "map":
            return {"type": "object", "additionalProperties": self.one(True, {"type": "string"})}
        return {}

    def model(self, properties: dict[str, Node]) -> Node:
        # What holds itself must be able to end.
        ending = [name for name, node in properties.items() if "/Thing" not in str(node)]
        required = self.several(ending, 0, len(ending)) if ending else []
        return {"type": "object", "description": self.one(*TEXTS), "required": required, "properties": properties}

    def named(self, name: str, schema: Node) -> Node:
        self.schemas[name] = schema
        return {"$ref": f"#/components/schemas/{name}"}

    def parameters(self, path: list[str]) -> list[Node]:
        found: list[Node] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": self.one("string", "integer")}}
            for name in path
        ]
        for name in self.several([name for name in PARAMETERS if name not in path], 0, 3):
            plain = self.scalar()
            schema = self.one(plain, {"type": "array", "items": self.one(*SCALARS)})
            found.append({"name": name, "in": "query", "schema": schema, "required": self.one(True, False)})
        found += [
            {"name": name, "in": "header", "schema": self.one(*SCALARS), "description": self.one(*TEXTS)}
            for name in self.several(HEADERS, 0, 1)
        ]
        return found

    def body(self, taken: set[str]) -> Node | None:
        kind = self.one("none", "json", "form", "multipart", "both", "raw")
        names = [name for name in PROPERTIES if name.lower() not in taken]
        if kind == "none":
            return None
        if kind == "raw":
            content = {"video/mp4": {"schema": {"type": "string", "format": "binary"}}}
            return {"required": True, "content": content}
        self.forms += 1
        fields = {name: self.scalar() for name in self.several(names, 1, 3)}
        whole = self.model(fields)
        content = {}
        if kind in ("json", "both"):
            more: dict[str, Node] = {"video": {"$ref": "#/components/schemas/Reference"}} if kind == "both" else {}
            extra = {} if kind == "both" else {name: self.value() for name in self.several(names, 0, 2)}
            schema = {**whole, "properties": {**fields, **extra, **more}}
            content["application/json"] = {"schema": self.named(f"Json{self.forms}", schema)}
        if kind == "form":
            fields["many"] = {"type": "array", "items": self.one(*SCALARS)}
            content["application/x-www-form-urlencoded"] = {"schema": self.named(f"Form{self.forms}", whole)}
        if kind in ("multipart", "both"):
            files: dict[str, Node] = {"video": {"type": "string", "format": "binary"}}
            if kind == "multipart":
                files |= {
                    "pictures": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "marks": {"type": "object", "additionalProperties": True},
                    "notes": {"type": "array", "items": {"type": "string"}},
                }
            schema = {**whole, "properties": {**fields, **files}}
            content["multipart/form-data"] = {"schema": self.named(f"Multipart{self.forms}", schema)}
        return {"required": self.one(True, False), "content": content}

    def response(self) -> Node:
        kind = self.one("nothing", "model", "list", "scalar", "any", "maybe", "text", "bytes", "lists")
        shown: Node = {"description": "What comes."}
        if kind == "nothing":
            return shown
        if kind in ("text", "bytes"):
            media = self.one("text/plain", "text/csv") if kind == "text" else self.one("video/mp4", "image/webp")
            schema: Node = {"type": "string"} if kind == "text" else {"type": "string", "format": "binary"}
            return {**shown, "content": {media: {"schema": schema}}}
        model = self.reference(self.models)
        schemas: dict[str, Node] = {
            "model": model,
            "list": {"type": "array", "items": self.one(model, {"type": "string"}, {})},
            "scalar": self.one(*SCALARS),
            "any": {},
            "maybe": {"anyOf": [model, {"type": "null"}]},
            "lists": {"type": "array", "items": {"type": "array", "items": model}},
        }
        media = self.one("application/json", "application/vnd.x+json", "application/json; charset=utf-8")
        return {**shown, "content": {media: {"schema": schemas[kind]}}}

    def operation(self, index: int, tag: str) -> tuple[str, str, Node]:
        path = self.several(["video_id", "index"], 0, 2)
        method = self.one("get", "post", "put", "patch", "delete")
        template = f"/drawn{index}" + "".join(f"/{{{name}}}" for name in path)
        parameters = self.parameters(path)
        taken = {one["name"].lower() for one in parameters}
        body = None if method == "get" else self.body(taken)
        response = self.response()
        status = "200" if "binary" in str(response) else self.one("200", "201", "2XX")
        operation: Node = {
            "operationId": f"{self.one(*WORDS)}_{index}",
            "tags": [tag],
            "description": self.one(*TEXTS),
            "parameters": parameters,
            "responses": {status: response, "default": {"description": "An error."}},
            **({} if body is None else {"requestBody": body}),
        }
        return template, method, operation


def _job_paths() -> Node:
    """Write a job: how it starts, how it is shown, how it is listed, and what is done to it without a new one."""
    shown = {
        "description": "The job.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}},
    }
    link = {"operationId": "retrieve_video", "parameters": {"video_id": "$response.body#/id"}}
    listed = {"application/json": {"schema": {"$ref": "#/components/schemas/JobList"}}}
    identity = {"name": "video_id", "in": "path", "required": True, "schema": {"type": "string"}}
    after = {"name": "after", "in": "query", "schema": {"type": "string"}}
    return {
        "/videos": {
            "post": {
                "operationId": "create_video",
                "tags": ["videos"],
                "responses": {"200": {**shown, "links": {"job": link}}},
            },
            "get": {
                "operationId": "list_videos",
                "tags": ["videos"],
                "parameters": [after],
                "responses": {"200": {"description": "A page.", "content": listed}},
            },
        },
        "/videos/{video_id}": {
            "parameters": [identity],
            "get": {"operationId": "retrieve_video", "tags": ["videos"], "responses": {"200": shown}},
            "post": {"operationId": "stop_video", "tags": ["videos"], "responses": {"200": shown}},
        },
    }


@st.composite
def contracts(draw: Draw) -> Node:
    """Draw a contract."""
    drawing = _Drawing(draw)
    for name in drawing.enums:
        values = drawing.one(["a", "b-c", 'd"e'], [1, 2, 30], ["only"], ["'", "\\", "None"])
        drawing.schemas[name] = {"type": "integer" if isinstance(values[0], int) else "string", "enum": values}
    for name in drawing.models:
        names = drawing.several(PROPERTIES, 1, 5)
        drawing.schemas[name] = drawing.model({one: drawing.value() for one in names})
    paths = _job_paths()
    for index in range(draw(st.integers(3, 6))):
        template, method, operation = drawing.operation(index, drawing.one(*PLURALS))
        paths.setdefault(template, {})[method] = operation
    job = {"id": {"type": "string"}, "status": {"type": "string"}, "thing": drawing.reference(drawing.models)}
    page = {
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Job"}},
        "has_more": {"type": "boolean"},
        "last_id": {"type": ["string", "null"]},
    }
    fixed: Node = {
        "Job": {"type": "object", "required": ["id", "status"], "properties": job},
        "JobList": {"type": "object", "required": list(page), "properties": page},
        "Reference": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        "KnownVideoModel": {"type": "string", "enum": ["sora-2"]},
        "VideoCharacter": {"type": "object", "properties": {"name": {"type": "string"}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Drawn", "version": "1"},
        "tags": [{"name": tag, "description": drawing.one(*TEXTS)} for tag in PLURALS],
        "paths": paths,
        "components": {"schemas": {**fixed, **drawing.schemas}},
    }
