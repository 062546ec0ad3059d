"""The application: a server, and what stands between it and its clients."""

from __future__ import annotations

from attrs import evolve
from starlette.applications import Starlette
from starlette.middleware import Middleware

from openai_videos_mock.control import Control
from openai_videos_mock.faults import FaultError, switches
from openai_videos_mock.intercept.layer import Layer
from openai_videos_mock.server.app import bare_app, new_world
from openai_videos_mock.server.settings import Settings, SettingsError
from openai_videos_mock.variants import VariantError, choose


def adjusted(settings: Settings) -> Settings:
    """Give settings as the variants that they name would have them.

    Raises:
        SettingsError: There is no such variant, or two of them exclude each other.
    """
    try:
        chosen = choose(settings.variants)
    except VariantError as problem:
        raise SettingsError(str(problem)) from None
    for each in chosen:
        if each.variant.adjust is not None:
            settings = evolve(settings, **each.variant.adjust(settings))
    return settings


def create_app(settings: Settings | None = None) -> Starlette:
    """Make a server with a memory of its own.

    Raises:
        SettingsError: A fault or a variant is named that cannot be had.
    """
    settings = adjusted(settings or Settings())
    try:
        on = switches(settings.faults)
    except FaultError as problem:
        raise SettingsError(str(problem)) from None
    ways = choose(settings.variants)
    world = new_world(settings)
    within = [each for each in ways if not each.variant.outermost]
    around = [each for each in ways if each.variant.outermost]
    layers = [Middleware(Layer, world=world, ways=(within, on, around))]
    if settings.control:
        layers.insert(0, Middleware(Control, on=on))
    return bare_app(world, layers)
