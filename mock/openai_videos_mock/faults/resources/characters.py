"""Faults of characters."""

from __future__ import annotations

from typing import Any

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept.acts import (
    CREATE_CHARACTER,
    GET_CHARACTER,
    documents,
    drop,
    instead,
    put,
    refused_with,
    successes,
)
from openai_videos_mock.intercept.messages import Reply, Request, Video

_MAKE, _GET, _BOTH = CREATE_CHARACTER, GET_CHARACTER, CREATE_CHARACTER | GET_CHARACTER


def _complete(request: Request) -> bool:
    return {"name", "video"} <= request.fields.keys()


def _named(change: str) -> Any:
    def rename(character: Video, _: Request) -> None:
        name = str(character["name"])
        character["name"] = {
            "upper": name.upper(),
            "ascii": name.encode("ascii", "ignore").decode(),
            "slug": name.lower().replace(" ", "-"),
        }[change]

    return documents(rename, _BOTH)


def _other(name: str, value: Any) -> Any:
    return documents(put(**{name: value}), _GET)


def _later(character: Video, _: Request) -> None:
    character["created_at"] += 1000


_C, _E, _S = Layer.SCHEMA, Layer.ECHO, Layer.STATUS
FAULTS = (
    Fault("character-of-junk-500", _S, "http.no-server-error", "A character of a file that is no video is a 500.",
          instead(_MAKE, 500, lambda request: _complete(request) and b"ftyp" not in request.fields["video"])),
    Fault("character-refused", _S, "character.create", "A complete character is refused.",
          instead(_MAKE, 400, _complete)),
    Fault("character-octets-refused", Layer.INPUT, "clients.file-type", "The file of a character has to say video/mp4.",
          instead(_MAKE, 415, lambda request: _complete(request) and b"application/octet-stream" in request.body)),
    Fault("character-201", _S, "character.create", "A character is answered with 201.",
          successes(lambda reply: reply.with_json(reply.document, status=201), _MAKE)),
    Fault("character-wrapped", _C, "character.object", "Characters are wrapped into an envelope.",
          successes(lambda reply: reply.with_json({"character": reply.document}), _BOTH)),
    Fault("character-array", _C, "character.object", "A character is an array.",
          successes(lambda reply: reply.with_json([reply.document]), _BOTH)),
    Fault("character-id-number", _C, "character.id", "The id of a character is a number.",
          documents(put(id=7), _BOTH)),
    Fault("character-id-object", _C, "character.id", "The id of a fetched character is an object.",
          documents(lambda it, _: it.update(id={"value": it["id"]}), _GET)),
    Fault("character-created-at-iso", _C, "character.created-at", "A character was created at an ISO date.",
          documents(put(created_at="2026-11-01T12:00:00Z"), _BOTH)),
    Fault("character-created-at-missing", _C, "character.created-at", "Characters lack `created_at`.",
          documents(drop("created_at"), _BOTH)),
    Fault("character-created-at-null", _C, "character.created-at", "Characters have null as `created_at`.",
          documents(put(created_at=None), _BOTH)),
    Fault("character-milliseconds", _C, "character.seconds-epoch", "A character was created at Unix milliseconds.",
          documents(lambda it, _: it.update(created_at=it["created_at"] * 1000), _BOTH)),
    Fault("character-milliseconds-fetched", _C, "character.seconds-epoch",
          "Only a fetched character has Unix milliseconds.",
          documents(lambda it, _: it.update(created_at=it["created_at"] * 1000), _GET)),
    Fault("character-name-number", _C, "character.name", "The name of a character is a number.",
          documents(put(name=1), _BOTH)),
    Fault("character-name-list", _C, "character.name", "The name of a character is a list.",
          documents(lambda it, _: it.update(name=[it["name"]]), _BOTH)),
    Fault("character-no-id", _C, "character.has-id", "A new character has no id.", documents(drop("id"), _MAKE)),
    Fault("character-id-null", _C, "character.has-id", "A new character has null as its id.",
          documents(put(id=None), _MAKE)),
    Fault("character-id-empty", _C, "character.has-id", "A new character has an empty id.",
          documents(put(id=""), _MAKE)),
    *(
        Fault(f"character-name-{how}", _E, "character.echo-name", f"The name of a character {behaviour}.", _named(how))
        for how, behaviour in (
            ("upper", "comes back in capitals"),
            ("ascii", "loses what is not ASCII"),
            ("slug", "comes back as a slug"),
        )
    ),
    Fault("character-lost", _S, "character.retrieve", "A character that was made is not found.",
          successes(lambda _: Reply(status=404).with_json({"error": {"message": "no such character"}}), _GET)),
    Fault("character-other-id", _E, "character.retrieve", "A fetched character has another id.",
          _other("id", "char_other")),
    Fault("character-other-name", _E, "character.retrieve", "A fetched character has another name.",
          _other("name", "Somebody")),
    Fault("character-later", _E, "character.retrieve", "A fetched character was created later.",
          documents(_later, _GET)),
    *(
        Fault(f"character-unknown-{status}", _S, "character.unknown",
              f"An unknown character is answered with {status}.", refused_with(_GET, status, 404))
        for status in (400, 500)
    ),
    Fault("character-unknown-200", _S, "character.unknown", "An unknown character is made up.",
          instead(_GET, Reply(status=200).with_json({"id": "char_1", "name": "Eve", "created_at": 1}),
                               lambda request: "does_not_exist" in request.path)),
)  # fmt: skip
