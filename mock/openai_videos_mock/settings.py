"""The settings of a mock server: how the server behaves, and what stands before it."""

from collections.abc import Iterable, Mapping

from attrs import Attribute, field, frozen

from openai_videos_mock.scripts.rule import Rule, RuleError, make_rule
from openai_videos_mock.server.settings import ServerSettings, SettingsError


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _not_blank(_: object, __: "Attribute[str | None]", value: str | None) -> None:
    if value is not None and not value.strip():
        raise SettingsError("the token of the control path must not be blank")


def _rules(rules: Iterable[Rule | Mapping[str, object]]) -> tuple[Rule, ...]:
    try:
        return tuple(rule if isinstance(rule, Rule) else make_rule(rule) for rule in rules)
    except RuleError as problem:
        raise SettingsError(f"the script has a rule that cannot be followed: {problem}") from None


@frozen(kw_only=True)
class MockSettings(ServerSettings):
    """How a mock server behaves. The defaults keep the whole contract and ask for no key.

    Names of faults and variants are checked where the application is made.
    """

    faults: tuple[str, ...] = field(default=(), converter=_texts)
    """What to break: `NAME`, `NAME=once`, `NAME=3` (times) or `NAME=0.2` (share of requests)."""
    variants: tuple[str, ...] = field(default=(), converter=_texts)
    """The lawful ways to be a server that this one has, by name. What one of them sets goes before what is given here.

    See `openai_videos_mock.variants`.
    """
    dialect: str | None = None
    """The server of the field to be like, by name; see `openai_videos_mock.dialects`."""
    script: tuple[Rule, ...] = field(default=(), converter=_rules)
    """What happens to which request: rules, or mappings with the keys of one; see `openai_videos_mock.scripts`."""
    journal: bool = False
    """Whether requests are written down. They are then held in memory whole, uploads too."""
    cors: bool = False
    """Whether pages of any site may use the API in a browser."""
    control: bool = False
    """Whether a test in any language can see and change the server, below `/-`; requests are then written down."""
    control_token: str | None = field(default=None, validator=_not_blank)
    """The token that the control path asks for; without one, it is open to this machine only."""

    def __attrs_post_init__(self) -> None:
        """Refuse what would have no effect."""
        if self.control_token is not None and not self.control:
            raise SettingsError("a token of the control path without one guards nothing: give control=True, too")
