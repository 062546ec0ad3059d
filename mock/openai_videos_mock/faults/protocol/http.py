"""Faults of HTTP itself: statuses, media types, errors, methods, keys, and the wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from attrs import evolve

from openai_videos_mock.faults.fault import Fault, Layer
from openai_videos_mock.intercept import deliveries
from openai_videos_mock.intercept.acts import (
    CONTENT,
    CREATE,
    DELETE,
    LIST,
    REMIX,
    RETRIEVE,
    SHOWS,
    instead,
    refusals,
    refused_with,
    requests,
    successes,
)
from openai_videos_mock.intercept.messages import JSON, Act, Delivery, Proceed, Reply, Request, refusal

_ALL = SHOWS | LIST | DELETE
_PREFIX = "video_"


def _delivered(delivery: Delivery, operations: Collection[str]) -> Act:
    return successes(lambda reply: evolve(reply, delivery=delivery), operations)


def _every(number: int, operations: Collection[str], answer: Reply) -> Act:
    """Replace the reply to every n-th request of some operations."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation in operations:
            request.memory["n"] = request.memory.get("n", 0) + 1
            if request.memory["n"] % number == 0:
                return answer
        return await proceed(request)

    return act


def _as(media_type: str, operations: Collection[str] = _ALL) -> Act:
    return successes(lambda reply: reply.with_body(reply.body, media_type), operations)


def _written(write: Callable[[Any], str], operations: Collection[str] = _ALL) -> Act:
    def change(reply: Reply) -> Reply:
        return reply.with_body(write(json.loads(reply.body)).encode(), JSON)

    return successes(change, operations)


def _error(make: Callable[[Reply], Any], media_type: str = JSON) -> Act:
    """Give errors another body."""

    def change(reply: Reply) -> Reply:
        body = make(reply)
        return reply.with_body(body if isinstance(body, bytes) else json.dumps(body).encode(), media_type)

    return refusals(change)


def _message(reply: Reply) -> str:
    return str(reply.document.get("error", {}).get("message"))


def _with(**values: Any) -> Act:
    return _error(lambda reply: {"error": {**reply.document.get("error", {}), **values}})


def _status(status: int, operations: Collection[str]) -> Act:
    return successes(lambda reply: evolve(reply, status=status), operations)


async def _any_method(request: Request, proceed: Proceed) -> Reply:
    """Take a method that a path does not have for GET."""
    reply = await proceed(request)
    return await proceed(evolve(request, method="GET", body=b"")) if reply.status == 405 else reply


async def _method_404(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    return Reply(status=204) if reply.status == 405 else reply


def _no_such_path(answer: Reply) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        return answer if not request.operation and reply.status == 404 else reply

    return act


def _wants_bare_id(operations: Collection[str]) -> Act:
    """Know videos on some routes only by their ids without the prefix."""

    async def act(request: Request, proceed: Proceed) -> Reply:
        if request.operation not in operations:
            return await proceed(request)
        if request.id.startswith(_PREFIX):
            return refusal(404)
        return await proceed(evolve(request, path=request.path.replace(request.id, _PREFIX + request.id, 1)))

    return act


def _wire_faults() -> Iterator[Fault]:
    slow: tuple[tuple[str, str, Delivery], ...] = (
        ("drop", "The connection is closed in place of an answer to {}.", deliveries.drop),
        ("cut", "The answer to {} is cut in the middle of its body.", deliveries.cut),
        ("chunks", "The answer to {} ends before its last chunk.", deliveries.break_chunks),
        ("overstated", "The answer to {} promises more bytes than come.", deliveries.overstate),
        ("garbled", "What answers {} is no HTTP.", deliveries.garble),
        ("hang", "There is no answer to {}, and the connection stays open.", deliveries.hang),
        ("drip", "The answer to {} drips, and never ends.", deliveries.drip),
    )
    where = (
        ("create", "a create", CREATE),
        ("retrieve", "a retrieval", RETRIEVE),
        ("content", "a download", CONTENT),
        ("list", "a list", LIST),
    )
    for number, (name, behaviour, delivery) in enumerate(slow):
        # One operation each, in turn, but both ends of a body that is cut: JSON and video.
        for short, words, operations in where if name in ("drop", "cut") else [where[1 + number % 2]]:
            act = _delivered(delivery, operations)
            yield Fault(f"wire-{name}-{short}", Layer.WIRE, "http.answers", behaviour.format(words), act)
    act = _delivered(deliveries.understate, LIST)
    behaviour = "The answer to a list promises fewer bytes than there are, so that the JSON ends early."
    yield Fault("wire-understated-list", Layer.WIRE, "http.json", behaviour, act)


def _wrong_key(status: int) -> Callable[[Reply], Reply]:
    """Refuse a wrong key, which the server has done already, with another status."""
    wrong = "invalid_api_key"
    return lambda reply: refusal(status) if reply.document.get("error", {}).get("code") == wrong else reply


_S, _B, _I, _A = Layer.STATUS, Layer.BYTES, Layer.INPUT, Layer.AUTH
_PROBLEM = {"type": "about:blank", "title": "Bad Request", "status": 400}
_HTML = b"<!doctype html><title>App</title>"
FAULTS = (
    *_wire_faults(),
    Fault("http-every-third-500", _S, "http.no-server-error", "Every third retrieval is a server error.",
          _every(3, RETRIEVE, refusal(500))),
    Fault("http-list-500", _S, "http.no-server-error", "Every second list is a server error.",
          _every(2, LIST, refusal(500))),
    Fault("http-refusals-500", _S, "http.no-server-error", "Whatever is wrong is a server error.",
          refused_with(SHOWS | CREATE, 500)),
    Fault("http-delete-unknown-503", _S, "http.no-server-error", "Deleting what is not there is answered with 503.",
          refused_with(DELETE, 503, 404)),
    Fault("http-create-201", _S, "http.success-is-200", "A create is answered with 201.", _status(201, CREATE)),
    Fault("http-create-202", _S, "http.success-is-200", "Every start is answered with 202.",
          _status(202, SHOWS - RETRIEVE)),
    Fault("http-retrieve-202", _S, "http.success-is-200", "A running job is retrieved with 202.",
          successes(lambda reply: evolve(reply, status=202)
                    if reply.document.get("status") in ("queued", "in_progress") else reply, RETRIEVE)),
    Fault("http-list-206", _S, "http.success-is-200", "A list is answered with 206.", _status(206, LIST)),
    Fault("http-list-redirect", _S, "http.success-is-200", "A list is redirected to a slash.",
          instead(LIST, Reply(status=307, headers=(("location", "/v1/videos/"),)))),
    Fault("http-text", _B, "http.media-type", "JSON comes as text/plain.", _as("text/plain")),
    Fault("http-html", _B, "http.media-type", "JSON of a retrieval comes as text/html.", _as("text/html", RETRIEVE)),
    Fault("http-no-type", _B, "http.media-type", "JSON comes without a Content-Type.", _as("")),
    Fault("http-delete-text", _B, "http.media-type", "The answer to a delete comes as text.",
          _as("text/plain", DELETE)),
    Fault("http-json-python", _B, "http.json", "JSON is written as Python writes it.", _written(repr)),
    Fault("http-json-mark", _B, "http.json", "JSON begins with a byte order mark.",
          _written(lambda document: "\ufeff" + json.dumps(document))),
    Fault("http-json-comma", _B, "http.json", "JSON has a comma behind its last item.",
          _written(lambda document: json.dumps(document)[:-1] + ",}")),
    Fault("http-json-events", _B, "http.json", "A create is answered with events.",
          _written(lambda document: f"data: {json.dumps(document)}\n\n", CREATE)),
    Fault("http-json-empty", _B, "http.json", "A retrieval is answered with an empty body.",
          _written(lambda _: "", RETRIEVE)),
    Fault("http-json-delete-empty", _B, "http.json", "A delete is answered with 200 and an empty body.",
          _written(lambda _: "", DELETE)),
    Fault("http-json-nan", _B, "http.json", "A value that is missing is NaN.",
          _written(lambda document: json.dumps(document).replace("null", "NaN"), SHOWS)),
    Fault("error-success", _S, "http.error-status", "Every refusal is answered with 200.",
          refusals(lambda reply: evolve(reply, status=200))),
    Fault("error-success-unknown", _S, "http.error-status", "What is not there is answered with 200, and an error.",
          refusals(lambda reply: evolve(reply, status=200) if reply.status == 404 else reply, RETRIEVE)),
    Fault("error-detail", _B, "http.error-envelope", "An error is under `detail`.",
          _error(lambda reply: {"detail": _message(reply)})),
    Fault("error-detail-list", _B, "http.error-envelope", "An error is a list under `detail`, with 422.",
          refusals(lambda reply: reply.with_json({"detail": [{"loc": ["body"], "msg": _message(reply)}]}, status=422
                                              if reply.status == 400 else reply.status))),
    Fault("error-problem", _B, "http.error-envelope", "An error is a problem document.",
          _error(lambda reply: {**_PROBLEM, "status": reply.status}, "application/problem+json")),
    Fault("error-string", _B, "http.error-envelope", "An error is a bare string.", _error(_message)),
    Fault("error-flat", _B, "http.error-envelope", "`error` is a string.",
          _error(lambda reply: {"error": _message(reply)})),
    Fault("error-html", _B, "http.error-envelope", "An error is a page in HTML.", _error(lambda _: _HTML, "text/html")),
    Fault("error-empty", _B, "http.error-envelope", "An error has no body.", _error(lambda _: b"", "")),
    Fault("error-no-message", _B, "http.error-envelope", "An error lacks its message.",
          _error(lambda _: {"error": {"type": "invalid_request_error", "code": None, "param": None}})),
    Fault("error-code-number", _B, "http.error-types", "The code of an error is a number.", _with(code=400)),
    Fault("error-message-object", _B, "http.error-types", "The message of an error is an object.",
          _with(message={"text": "wrong"})),
    Fault("error-message-null", _B, "http.error-types", "The message of an error is null.", _with(message=None)),
    Fault("error-param-list", _B, "http.error-types", "The param of an error is a list.", _with(param=["prompt"])),
    Fault("error-type-number", _B, "http.error-types", "The type of an error is a number.", _with(type=3)),
    Fault("error-incomplete", _B, "http.error-complete", "An error has a message only.",
          _error(lambda reply: {"error": {"message": _message(reply)}})),
    Fault("http-any-method", _I, "http.method", "A method that a path does not have is taken for GET.", _any_method),
    Fault("http-method-204", _I, "http.method", "A method that a path does not have is answered with 204.",
          _method_404),
    Fault("http-any-path", _I, "http.no-such-path", "A path that is none is answered with a page of an app.",
          _no_such_path(Reply(status=200).with_body(_HTML, "text/html"))),
    Fault("http-path-500", _S, "http.no-such-path", "A path that is none is a server error.",
          _no_such_path(refusal(500))),
    Fault("http-content-bare-id", _I, "http.ids", "Content is found only by an id without its prefix.",
          _wants_bare_id(CONTENT)),
    Fault("http-delete-bare-id", _I, "http.ids", "A delete works only by an id without its prefix.",
          _wants_bare_id(DELETE)),
    Fault("http-remix-bare-id", _I, "http.ids", "A remix works only by an id without its prefix.",
          _wants_bare_id(REMIX)),
    Fault("auth-none-403", _A, "auth.required", "A request without a key is answered with 403.",
          instead(_ALL, 403, lambda request: not request.header("authorization"))),
    Fault("auth-none-400", _A, "auth.required", "A request without a key is answered with 400.",
          instead(_ALL, 400, lambda request: not request.header("authorization"))),
    Fault("auth-none-500", _A, "auth.required", "A request without a key is a server error.",
          instead(_ALL, 500, lambda request: not request.header("authorization"))),
    Fault("auth-video-open", _A, "auth.required", "A video is shown without a key, though the list is not.",
          requests(Request.keyed, RETRIEVE, lambda request: not request.header("authorization"))),
    Fault("auth-create-open", _A, "auth.required", "A job is started without a key, though a video is not shown.",
          requests(Request.keyed, CREATE, lambda request: not request.header("authorization"))),
    Fault("auth-delete-open", _A, "auth.required", "A video is deleted without a key, though it is not shown.",
          requests(Request.keyed, DELETE, lambda request: not request.header("authorization"))),
    Fault("auth-list-open", _A, "auth.required", "The list is shown without a key, or with any, though a video is not.",
          requests(Request.keyed, LIST, lambda _: True)),
    Fault("auth-none-let-in", _A, "auth.required", "A request without a key is let in; a wrong key is not.",
          requests(Request.keyed, _ALL, lambda request: not request.header("authorization"))),
    *(
        Fault(f"auth-wrong-{status}", _A, "auth.checked", f"A wrong key is answered with {status}.",
              refusals(_wrong_key(status)))
        for status in (400, 403, 500)
    ),
    Fault("auth-wrong-let-in", _A, "auth.checked", "Every key is taken for the right one.",
          requests(Request.keyed, _ALL, lambda request: bool(request.header("authorization")))),
)  # fmt: skip
