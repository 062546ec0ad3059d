"""What is changed in the tests of the official SDK before they run: the import, and what differs on purpose."""

from __future__ import annotations

from attrs import frozen

from official_sdk.archive import ArchiveError


@frozen
class Change:
    """One text that takes the place of another, and why."""

    before: str
    after: str
    reason: str


IMPORT = "the import"
CHANGES = (
    Change("import openai._legacy_response as", "import openai_videos as", IMPORT),
    Change("from openai import", "from openai_videos import", IMPORT),
    Change("from openai.types import", "from openai_videos.types import", IMPORT),
    Change("from openai.pagination import", "from openai_videos.pagination import", IMPORT),
    Change("pytest.warns(DeprecationWarning)", "contextlib.nullcontext()", "there are no deprecation warnings"),
    Change("import os\n", "import contextlib\nimport os\n", "there are no deprecation warnings"),
    Change(
        'assert response.http_request.headers.get("X-Stainless-Lang") == "python"',
        'assert "X-Stainless-Lang" not in response.http_request.headers',
        "nothing is told of the machine",
    ),
)
"""The fixtures differ in `check_content=False` besides: these tests download JSON, which is no video here."""


def changed(text: str) -> str:
    """Change the tests; ArchiveError where they have moved."""
    for change in CHANGES:
        if change.before not in text:
            raise ArchiveError(f"the tests have nothing like {change.before!r} any more; look at them anew")
        text = text.replace(change.before, change.after)
    return text
