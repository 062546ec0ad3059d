"""The application: the server, and before it the variants and faults that the settings name."""

from __future__ import annotations

from attrs import evolve
from starlette.applications import Starlette
from starlette.middleware import Middleware

from openai_videos_mock.control import Control
from openai_videos_mock.faults import FaultError, Switch, switches
from openai_videos_mock.intercept.layer import InterceptLayer, Interceptor
from openai_videos_mock.server.routes import make_server
from openai_videos_mock.server.settings import SettingsError
from openai_videos_mock.server.world import make_world
from openai_videos_mock.settings import MockSettings
from openai_videos_mock.variants import Chosen, VariantError, choose


def create_app(settings: MockSettings | None = None) -> Starlette:
    """Make a server with a memory of its own.

    Raises:
        SettingsError: There is no such fault or variant, or they cannot be had together.
    """
    settings = effective(settings or MockSettings())
    variants, faults = _variants(settings), _faults(settings)
    within = [each for each in variants if not each.variant.outermost]
    around = [each for each in variants if each.variant.outermost]
    world = make_world(settings)

    def interceptors() -> list[Interceptor]:
        return [*within, *faults, *around]

    layer = Middleware(InterceptLayer, world=world, interceptors=interceptors)
    control = [Middleware(Control, faults=faults)] if settings.control else []
    return make_server(world, [*control, layer])


def effective(settings: MockSettings) -> MockSettings:
    """Give the settings together with what their variants set; given those, the same again.

    Raises:
        SettingsError: There is no such variant, or two of them exclude each other.
    """
    for each in _variants(settings):
        if each.variant.adjust is not None:
            settings = evolve(settings, **each.variant.adjust(settings))
    return settings


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
