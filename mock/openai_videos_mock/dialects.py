"""Dialects: servers of the field, each as a bundle of faults, variants and rules, with what each was seen to do.

They are no judgement: what a server does today may be mended tomorrow, so each names the version that was looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from attrs import field, frozen

from openai_videos_mock.faults import catalogue as faults
from openai_videos_mock.intercept.registry import Place, RegistryError, caller, like, nearest, register
from openai_videos_mock.scripts import Rule
from openai_videos_mock.variants import catalogue as variants


@frozen
class Trait:
    """One thing that a server does, and the fault, the variant or the rule that does it here."""

    seen: str = field(validator=like(r"[A-Z`][^\n]*\.", "a sentence"))
    """What was seen, in one sentence."""
    does: str | Rule
    """The name of a fault or a variant, or a rule of a script."""
    name: str = "trait"
    place: Place = field(factory=caller, init=False, eq=False, repr=False)

    @property
    def fault(self) -> str | None:
        """The fault, if it is one."""
        return self.does if isinstance(self.does, str) and self.does in faults() else None

    @property
    def variant(self) -> str | None:
        """The variant, if it is one."""
        return self.does if isinstance(self.does, str) and self.does in variants() else None


@frozen
class Dialect:
    """A server of the field."""

    name: str = field(validator=like(r"[a-z0-9]+(-[a-z0-9]+)*", "words in small letters, with hyphens between"))
    basis: str = field(validator=like(r"[A-Z][^\n]*\.", "a sentence"))
    """Which server was looked at, and how."""
    traits: tuple[Trait, ...]
    base_path: str | None = None
    """Where it has its paths, if not below /v1."""
    place: Place = field(factory=caller, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a trait that nothing here does."""
        for trait in self.traits:
            if isinstance(trait.does, str) and trait.does not in faults() and trait.does not in variants():
                near = nearest(trait.does, [*faults(), *variants()])
                raise RegistryError(f"{trait.place}: there is no fault and no variant {trait.does!r}{near}")


_RUN = "run as a process, with its HTTP layer as it is and a stub for its engine"
_READ = "read in its source or its documentation"
_FIVE = Trait("It offers create, retrieve, list, content and delete.", "core-only")


@cache
def dialects() -> Mapping[str, Dialect]:
    """Give every server that can be spoken like, by name.

    Raises:
        RegistryError: Two of them have one name, or a trait is none.
    """
    rows = (
        Dialect("vllm-omni", f"The server of vLLM-Omni 0.30, {_RUN}.", (
            _FIVE,
            Trait("A create is taken as a form only.", "create-json-refused"),
            Trait("A job shows no size.", "video-size-null"),
            Trait("A failed job is answered with an error.", "failed-500"),
            Trait("The code of an error is a number.", "error-code-number"),
            Trait("Every variant of the content is the video.", "preview-thumbnail-video"),
        )),
        Dialect("sglang", f"The server of SGLang 0.5.23, {_RUN}.", (
            _FIVE,
            Trait("A delete is answered with the video, whose status is `deleted`.", "delete-answers-video"),
            Trait("A variant of the content is a number, so `video` is none.", "content-variant-404"),
            Trait("An error is under `detail`.", "error-detail"),
            Trait("A video has more keys, such as `url` and `file_path`.", "keys-extra"),
        )),
        Dialect("fastvideo", f"The server of FastVideo 0.2.1, {_RUN}.", (
            _FIVE,
            Trait("A list has no cursors.", "list-cursors-missing"),
            Trait("A list is not bounded.", "list-limit-ignored"),
        )),
        Dialect("tensorrt-llm", f"The server of TensorRT-LLM, {_READ}.", (
            _FIVE,
            Trait("A create is answered with 202.", "http-create-202"),
            Trait("The error of a failed job is a string.", "video-error-string"),
            Trait("A field that it does not know is refused.", "unknown-fields-refused"),
            Trait("What is invalid is answered with 422.", "refusals-422"),
            Trait("A list has no cursors.", "list-cursors-missing"),
            Trait("The answer to a delete has no `object`.", "delete-object-missing"),
            Trait("The answer to a delete has no id.", "delete-id-missing"),
        )),
        Dialect("litellm", f"The proxy of LiteLLM 1.110, {_RUN}.", (
            Trait("Ids are long and encoded, with the provider and the model in them.", "ids-long"),
            Trait("There is no DELETE.", "delete-405"),
        )),
        Dialect("qvac", f"The server of QVAC 0.13, {_RUN}.", (
            _FIVE,
            Trait("A DELETE that claims JSON and has no body is refused.", "delete-json-refused"),
            Trait("Content that is not ready is answered with 409.", "not-ready-409"),
        )),
        Dialect("azure", f"The same API on Azure, {_READ}.", (
            Trait("The paths begin with `/openai/v1`.", "path-long"),
            Trait("There are the sizes with 720 lines and no others.",
                  Rule(on="create", size="*1792*", status=400, code="invalid_value", message="There is no such size.")),
            Trait("A job says from its creation on when it expires, a day later.", "expires-from-creation"),
            Trait("An error has a code and a message, and nothing else.", "errors-short"),
        )),
        Dialect("new-api", f"The gateway new-api, {_READ}.", (
            Trait("A job can have the status `unknown`, which is no end.", "video-status-unknown"),
            Trait("A video has more keys, such as `task_id` and `metadata`.", "keys-extra"),
        )),
        Dialect("openrouter", f"The videos of OpenRouter, {_READ}.", (
            Trait("It offers create, retrieve and content.",
                  Rule(on=["list", "delete", "edit", "extend", "remix", "create_character", "get_character"],
                       status=404)),
            Trait("A job that is queued has the status `pending`.", "video-status-pending"),
            Trait("A video has no `object`.", "video-object-missing"),
        ), base_path="/api/v1"),
    )  # fmt: skip
    return register("server", rows)
