"""A part of a run: steps that are wanted together, and what they build on; a job is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from enum import Enum

import attrs

from ..contract.operations import FEATURES
from ..exchange.form import field_of
from ..target.features import Feature
from ..target.tiers import Tier
from .shape import PLAIN, Shape
from .step import Cost, Stage, Step

FAILING_PROMPT = "{failing}"
"""What stands for the prompt whose job fails, which only the server's author can name."""


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Part:
    """Steps that are wanted together. Requirements name the parts whose evidence they are judged by."""

    name: str = attrs.field(kw_only=False)
    stage: Stage
    """When its steps are taken, but for those that name a stage of their own."""
    own_steps: tuple[Step, ...] = ()
    needs: tuple[Part, ...] = ()
    """The parts that it builds on, besides the job that it is about."""
    about: Job | None = None
    """The job whose video its steps are about, where there is one."""
    in_place: bool = False
    """Whether it can be taken of a video that exists already."""
    is_extra: bool = False
    """Whether it is taken only when it is asked for."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps, in the order in which they are taken."""
        return self.own_steps

    @property
    def builds_on(self) -> tuple[Part, ...]:
        """Every part that it builds on."""
        return (*((self.about,) if self.about is not None else ()), *self.needs)

    def steps_at(self, stage: Stage) -> tuple[Step, ...]:
        """Give the steps that are taken at a stage."""
        return tuple(step for step in self.steps if (self.stage if step.stage is None else step.stage) is stage)

    def has(self, step: str) -> bool:
        """Tell whether a name is that of one of its steps, or of a detour from one."""
        return step.startswith(f"{self.name}.")

    def __str__(self) -> str:
        return self.name


class End(Enum):
    """How a job ends, if all goes as it should."""

    COMPLETED = "completed"
    FAILED = "failed"
    DELETED = "deleted"
    """It is deleted while it is under way."""


@attrs.frozen(kw_only=True)
class Way:
    """One way to ask for a job.

    `fields` go into a JSON body, or as parts into a form where `form` is set. The mark `{source}` stands for the source
    job's id, the others for what is uploaded, as a request has them.
    """

    form: bool = False
    fields: Mapping[str, str]
    shape: Shape = PLAIN
    is_less: bool = False
    """Whether it leaves out more than how the request is written: a value, or a reference."""
    is_documented: bool = False
    """Whether its length is asked for as it is, also of a server that is said to make others."""

    @property
    def named(self) -> frozenset[str]:
        """The fields of the body that it has, without their members."""
        return frozenset(map(field_of, self.fields))

    def without(self, names: Set[str]) -> Way:
        """Give the same way without some fields."""
        kept = {name: value for name, value in self.fields.items() if field_of(name) not in names}
        return self if kept == self.fields else attrs.evolve(self, fields=kept, is_less=True)


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Job(Part):
    """A job to start. A size or a length that the server does not make stands for one that it does."""

    stage: Stage = attrs.field(init=False)
    operation: str
    accepted_by: str
    """The requirement that fails where a server refuses the create. The catalogue checks that there is one."""
    ways: tuple[Way, ...]
    """The ways to ask for it: each after the first leaves out one thing, and is taken where those before are refused.

    So that what is refused is known, and nothing else suffers from it. None asks for more video than the first.
    """
    source: Job | None = None
    """The job whose completed video it is made of."""
    otherwise: Job | None = None
    """The job to take in its place, where that one has no completed video."""
    ends: End = End.COMPLETED
    tier: Tier = Tier.FULL
    """The smallest tier that starts it."""
    is_spaced: bool = False
    """Whether it is started apart from others, so that the order of a list can be judged by it."""
    is_retried: bool = False
    """Whether it is started once more where it fails: a prompt may be moderated while its job runs."""
    is_polled_closely: bool = False
    is_about_length: bool = False
    """Whether it is there for the very length that it asks for: it is not asked of a server that does not make that."""
    is_of_other_model: bool = False
    """Whether it is made by the second model, where a server has several."""
    wording: Job | None = None
    """The job whose prompt it repeats to the letter; a prompt of its own may be said in other words."""

    create: Step = attrs.field(init=False)
    poll: Step = attrs.field(init=False)
    adopted: Step = attrs.field(init=False)
    """The retrieval of a job that exists already, and stands in for this one."""
    late: Step = attrs.field(init=False)
    """A create that came too late to be refused, and may stand in for this one."""

    def __attrs_post_init__(self) -> None:
        make = object.__setattr__
        make(self, "stage", Stage.START if self.source is None else Stage.DERIVED)
        make(self, "create", Step(f"{self.name}.create", cost=Cost.ALWAYS))
        make(self, "poll", Step(f"{self.name}.poll"))
        make(self, "adopted", Step(f"{self.name}.adopted"))
        make(self, "late", Step(f"late.{self.name}"))

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is asked to start and to watch it."""
        return (self.create, self.adopted, self.poll, self.late)

    @property
    def builds_on(self) -> tuple[Part, ...]:
        """The job that it is made of."""
        return () if self.source is None else (self.source,)

    @property
    def feature(self) -> Feature:
        """The feature that a server must offer for it."""
        return Feature.FAILURES if self.ends is End.FAILED else FEATURES.get(self.operation, Feature.CREATE)

    @property
    def fields(self) -> Mapping[str, str]:
        """What it is asked for with at first."""
        return self.ways[0].fields

    @property
    def optional(self) -> frozenset[str]:
        """The fields that it is asked for without, where they are refused."""
        named = [way.named for way in self.ways]
        return frozenset[str]().union(*named) - frozenset.intersection(*named)

    @property
    def is_of_upload(self) -> bool:
        """Whether it is made of an uploaded video."""
        return "{video}" in self.fields.values()

    @property
    def has_own_words(self) -> bool:
        """Whether it may be asked for in other words, where its prompt is refused."""
        return self.wording is None and self.ends is not End.FAILED


def closure(wanted: Iterable[Part]) -> set[Part]:
    """Give some parts with all that they build on."""
    needed: set[Part] = set()
    queue = list(wanted)
    while queue:
        part = queue.pop()
        if part not in needed:
            needed.add(part)
            queue += part.builds_on
    return needed
