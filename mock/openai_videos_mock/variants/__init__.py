"""Variants: named lawful ways to be a server, of which several can be chosen at once.

Each one is something that servers of this API do, or may do, without breaking the contract: a client has to put up with
it, and a judge has to stay quiet. They stand where faults stand, and nearer to the server than those.
"""

from openai_videos_mock.variants.catalogue import catalogue
from openai_videos_mock.variants.chosen import Chosen, VariantError, choose
from openai_videos_mock.variants.variant import Group, Variant

__all__ = ["Chosen", "Group", "Variant", "VariantError", "catalogue", "choose"]
