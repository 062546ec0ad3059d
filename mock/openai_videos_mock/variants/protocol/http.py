"""Variants of HTTP: how it is spoken."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

from attrs import evolve

from openai_videos_mock.intercept import deliveries
from openai_videos_mock.intercept.messages import Act, Delivery, Headers, Proceed, Reply, Request, refusal
from openai_videos_mock.variants.variant import Group, Variant

_PAUSE = 0.15
_START = 8.0
_ANY_ORIGIN: Headers = (("access-control-allow-origin", "*"),)
_CORS: Headers = (
    *_ANY_ORIGIN,
    ("access-control-allow-methods", "GET, POST, DELETE, OPTIONS"),
    ("access-control-allow-headers", "authorization, content-type"),
)
_DECORATION: Headers = (
    ("server", "nginx"),
    ("set-cookie", "__cf=1; path=/; HttpOnly"),
    ("set-cookie", "region=earth"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-ratelimit-remaining-requests", "99"),
    ("vary", "Accept-Encoding"),
    ("cache-control", "no-store"),
)
_PAGE = b"<!doctype html><title>404</title><h1>Not found</h1>"


def _always(change: Callable[[Reply], Reply]) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        return change(await proceed(request))

    return act


def _adding(headers: Headers) -> Act:
    return _always(lambda reply: evolve(reply, headers=(*reply.headers, *headers)))


def _is_json(reply: Reply) -> bool:
    return reply.media_type.startswith("application/json")


def _with_charset(reply: Reply) -> Reply:
    return reply.with_body(reply.body, "application/json; charset=utf-8") if _is_json(reply) else reply


async def _packed(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    if not _is_json(reply) or "gzip" not in request.header("accept-encoding"):
        return reply
    headers = (*reply.headers, ("content-encoding", "gzip"), ("vary", "accept-encoding"))
    return evolve(reply, headers=headers, body=gzip.compress(reply.body))


def _delivered(delivery: Delivery) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        # What a fault does to the connection is done already, and a HEAD has no body to write.
        return reply if reply.delivery or request.method == "HEAD" else evolve(reply, delivery=delivery)

    return act


def _chunked(reply: Reply) -> Reply:
    return evolve(reply, headers=(*reply.headers, ("transfer-encoding", "chunked")))


def _anonymous(reply: Reply) -> Reply:
    return reply.without("x-request-id")


async def _slowly(request: Request, proceed: Proceed) -> Reply:
    await request.world.wait(_PAUSE)
    return await proceed(request)


async def _cold(request: Request, proceed: Proceed) -> Reply:
    """Let the first answer wait, as where a server starts when it is asked."""
    warm = request.memory.setdefault("warm", asyncio.Event())
    if "first" not in request.memory:
        request.memory["first"] = True
        await request.world.wait(_START)
        warm.set()
    await warm.wait()
    return await proceed(request)


def _method(status: int) -> Act:
    async def act(request: Request, proceed: Proceed) -> Reply:
        reply = await proceed(request)
        return refusal(status, "That is not possible.") if reply.status == 405 and not request.operation else reply

    return act


async def _page_for_no_route(request: Request, proceed: Proceed) -> Reply:
    reply = await proceed(request)
    if reply.status == 404 and not request.operation:
        return reply.with_body(_PAGE, "text/html; charset=utf-8")
    return reply


async def _no_head(request: Request, proceed: Proceed) -> Reply:
    return Reply(status=405, headers=(("allow", "GET"),)) if request.method == "HEAD" else await proceed(request)


async def _cors(request: Request, proceed: Proceed) -> Reply:
    if request.method == "OPTIONS":
        return Reply(status=204, headers=_CORS)
    reply = await proceed(request)
    return evolve(reply, headers=(*reply.headers, *_ANY_ORIGIN))


VARIANTS = (
    Variant("page-for-no-route", ("F-05",), "A path that is none is answered with an HTML page and 404.",
            _page_for_no_route),
    *(
        Variant(f"method-{status}", ("F-06",), f"A method that a path does not have is answered with {status}.",
                _method(status), group=Group.METHOD)
        for status in (404, 501)
    ),
    Variant("no-head", (), "HEAD is refused.", _no_head),
    Variant("cors", (), "OPTIONS is answered with 204, and every origin is allowed.", _cors),
    Variant("no-request-id", ("F-13",), "Answers have no `x-request-id`.", _always(_anonymous)),
    Variant("headers-many", (), "Answers have the headers that proxies add.", _adding(_DECORATION)),
    Variant("slow", (), "Every answer takes its time.", _slowly),
    Variant("cold-start", (), "The first answer takes eight seconds.", _cold),
    Variant("charset", ("F-14",), "The media type of JSON names its charset.", _always(_with_charset)),
    Variant("gzip", (), "JSON is packed for those who can unpack it.", _packed, outermost=True),
    Variant("connection-close", (), "Every answer has a connection of its own.",
            _adding((("connection", "close"),)), outermost=True),
    Variant("chunked", ("E-28",), "Every body comes in chunks, without a length.", _always(_chunked),
            group=Group.FRAMING, outermost=True),
    Variant("http-1.0", (), "The server speaks HTTP/1.0.", _delivered(deliveries.http_1_0), group=Group.FRAMING,
            outermost=True),
    Variant("until-close", (), "A body ends where the connection does.", _delivered(deliveries.until_close),
            group=Group.FRAMING, outermost=True),
    Variant("headers-shouted", (), "Names of headers and media types are in capitals.", _delivered(deliveries.shouted),
            group=Group.FRAMING, outermost=True),
    Variant("early-hints", (), "An informational answer comes before each real one.",
            _delivered(deliveries.early_hints), group=Group.FRAMING, outermost=True),
)  # fmt: skip
