"""Characters: what was made from uploaded videos to appear in others."""

from attrs import frozen

from openai_videos_mock.contract.document import Json


@frozen
class Character:
    """A character that was made from an uploaded video."""

    id: str
    name: str
    created_at: int
    fixture: bool = False
    """Whether it is there from the start, and stays."""

    def describe(self) -> dict[str, Json]:
        """Write the character down as the API's `VideoCharacter`."""
        return {"id": self.id, "name": self.name, "created_at": self.created_at}
