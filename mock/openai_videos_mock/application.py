"""The application: the server, and before it the variants and faults that the settings name."""

from __future__ import annotations

from attrs import evolve, frozen
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Scope

from openai_videos_mock.control import Control
from openai_videos_mock.controls import Controls
from openai_videos_mock.dialects import dialects
from openai_videos_mock.faults import FaultError, Switch, switches
from openai_videos_mock.intercept.layer import InterceptLayer, Interceptor
from openai_videos_mock.journal import Journal
from openai_videos_mock.scripts import Rule, Script
from openai_videos_mock.server.routes import make_server
from openai_videos_mock.server.settings import SettingsError
from openai_videos_mock.server.world import make_world
from openai_videos_mock.settings import MockSettings
from openai_videos_mock.variants import Chosen, VariantError, choose

_SEARCHED = 1024 * 1024
_EXPOSED = (
    "accept-ranges", "content-disposition", "content-length", "content-range", "etag", "openai-poll-after-ms",
    "retry-after", "x-request-id",
)  # fmt: skip
"""Named for browsers that take a star for a name."""


@frozen
class Application:
    """A server that no socket serves yet, and its controls."""

    app: Starlette
    controls: Controls


def create_app(settings: MockSettings | None = None) -> Starlette:
    """Make a server with a memory of its own.

    Raises:
        SettingsError: There is no such fault or variant, or they cannot be had together.
    """
    return make_application(settings or MockSettings()).app


def make_application(settings: MockSettings) -> Application:
    """Make a server with a memory of its own, and its controls. Raises `SettingsError` as `create_app` does."""
    settings = effective(settings)
    variants, faults = _variants(settings), _faults(settings)
    within = [each for each in variants if not each.variant.outermost]
    around = [each for each in variants if each.variant.outermost]
    controls = Controls(settings, make_world(settings), variants, faults, Script(), Journal())
    controls.script.replace(settings.script)
    journal = [controls.journal] if settings.journal or settings.control else []

    def interceptors(scope: Scope) -> list[Interceptor]:
        script = [controls.script] if controls.script.cues or _may_have_words(scope) else []
        return [*script, *within, *faults, *around, *journal]

    layer = Middleware(InterceptLayer, world=controls.world, interceptors=interceptors)
    control = [Middleware(Control, controls=controls)] if settings.control else []
    return Application(make_server(controls.world, [*_cors(settings), *control, layer]), controls)


def _cors(settings: MockSettings) -> list[Middleware]:
    """Give what lets pages of any site in, if that is wanted: with any header, and all answers' headers to be read."""
    if not settings.cors:
        return []
    methods = ["GET", "POST", "DELETE", "HEAD"]
    everything = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=methods,
        allow_headers=["*"],
        expose_headers=["*", *_EXPOSED],
        max_age=600,
    )
    return [everything]


def _may_have_words(scope: Scope) -> bool:
    """Tell whether a request may have words for the script in its prompt; large ones are not searched."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"").decode("latin-1")
    return scope["method"] == "POST" and length.isdecimal() and int(length[:12]) <= _SEARCHED


def effective(settings: MockSettings) -> MockSettings:
    """Give the settings together with what their dialect and their variants set; given those, the same again.

    Raises:
        SettingsError: There is no such dialect or variant, or two variants exclude each other.
    """
    if settings.dialect is not None:
        settings = _spoken(settings, settings.dialect)
    for each in _variants(settings):
        if each.variant.adjust is not None:
            settings = evolve(settings, **each.variant.adjust(settings))
    return settings


def _spoken(settings: MockSettings, name: str) -> MockSettings:
    """Give settings together with the faults, variants and rules of a dialect that they do not have yet."""
    dialect = dialects().get(name)
    if dialect is None:
        raise SettingsError(f"there is no server {name!r} to be like; there are: {', '.join(dialects())}")
    faults = [trait.fault for trait in dialect.traits if trait.fault]
    variants = [trait.variant for trait in dialect.traits if trait.variant]
    rules = [trait.does for trait in dialect.traits if isinstance(trait.does, Rule)]
    known = {fault.partition("=")[0] for fault in settings.faults}
    return evolve(
        settings,
        faults=[*settings.faults, *(fault for fault in faults if fault not in known)],
        variants=[*settings.variants, *(variant for variant in variants if variant not in settings.variants)],
        # What the user's own rules say goes first.
        script=[*settings.script, *(rule for rule in rules if rule not in settings.script)],
        base_path=dialect.base_path if dialect.base_path is not None else settings.base_path,
    )


def _variants(settings: MockSettings) -> list[Chosen]:
    try:
        return choose(settings.variants)
    except VariantError as problem:
        raise SettingsError(str(problem)) from None


def _faults(settings: MockSettings) -> list[Switch]:
    try:
        return switches(settings.faults)
    except FaultError as problem:
        raise SettingsError(str(problem)) from None
