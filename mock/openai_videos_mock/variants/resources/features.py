"""Variants of features: what a server does not offer."""

from __future__ import annotations

from attrs import evolve

from openai_videos_mock.intercept.acts import CONTENT, CREATE_CHARACTER, EDIT, EXTEND, GET_CHARACTER, REMIX, instead
from openai_videos_mock.intercept.messages import Act, Proceed, Reply, Request, refusal
from openai_videos_mock.variants.variant import Group, Variant

_FEATURES = {
    "remixes": REMIX,
    "edits": EDIT,
    "extensions": EXTEND,
    "characters": CREATE_CHARACTER | GET_CHARACTER,
}
_ALL = {operation for operations in _FEATURES.values() for operation in operations}
_ABSENT = refusal(404, "There is no such URL.")
_PAGE = Reply(status=404).with_body(b"<!doctype html><title>Not found</title>", "text/html; charset=utf-8")
_NO_ROUTE = ("F-05", "E-24")


def _wants(*variants: str) -> Act:
    """Refuse some previews."""
    return instead(
        CONTENT, refusal(404, "There is no such file."), lambda request: request.query.get("variant") in variants
    )


def _core(answer: Reply) -> Act:
    """Offer neither derived videos nor characters nor previews."""
    without_previews = _wants("thumbnail", "spritesheet")
    without_rest = instead(_ALL, answer)

    async def act(request: Request, proceed: Proceed) -> Reply:
        async def rest(request: Request) -> Reply:
            return await without_rest(request, proceed)

        return await without_previews(request, rest)

    return act


def _uploads(request: Request) -> bool:
    return isinstance(request.fields.get("video"), bytes)


_ALLOW = evolve(
    refusal(405, "The method is not allowed."), headers=(("content-type", "application/json"), ("allow", "GET"))
)
VARIANTS = (
    Variant("uploads-not-edited", ("E-48", "D-17"), "An edit of an upload is refused.",
            instead(EDIT, refusal(400, "Uploads are not offered."), _uploads)),
    Variant("uploads-not-extended", ("E-48",), "An extension of an upload is refused.",
            instead(EXTEND, refusal(400, "Uploads are not offered."), _uploads)),
    Variant("brackets-refused", ("D-12",), "The field `video[id]` of a form is refused.",
            instead(EDIT | EXTEND, refusal(400, "The video is missing."),
                    lambda request: "video[id]" in request.fields),
            bends=dict.fromkeys(("edit.brackets", "extend.brackets"), "D-12 only recommends the field")),
    *(
        Variant(f"no-{feature}", _NO_ROUTE[:1], f"There are no {feature}.", instead(operations, _ABSENT))
        for feature, operations in _FEATURES.items()
    ),
    Variant("characters-403", ("E-59", "F-04"), "Characters are for verified organizations only.",
            instead(CREATE_CHARACTER, refusal(403, "The organization is not verified."))),
    Variant("no-previews", ("E-24",), "There are no previews.", _wants("thumbnail", "spritesheet"),
            group=Group.PREVIEWS),
    Variant("no-spritesheets", ("E-24",), "There are thumbnails, and no spritesheets.", _wants("spritesheet")),
    Variant("core-only", _NO_ROUTE, "What is not in the core is answered with 404.", _core(_ABSENT), group=Group.CORE),
    Variant("core-only-405", ("F-06", "E-24"), "What is not in the core is answered with 405.", _core(_ALLOW),
            group=Group.CORE),
    Variant("core-only-501", ("F-10", "E-24"), "What is not in the core is answered with 501.",
            _core(refusal(501, "It is not implemented.")), group=Group.CORE),
    Variant("core-only-html", ("E-24",), "What is not in the core is answered with 404 and a page.", _core(_PAGE),
            group=Group.CORE),
)  # fmt: skip
