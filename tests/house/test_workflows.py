"""What GitHub runs and asks for fits the project; `make workflows` judges the files themselves."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from openai_videos_conformance import Level
from package_metadata import absolute

from .conftest import ROOT

GITHUB = ROOT / ".github"


def test_every_classified_version_is_tried(project: dict[str, Any]) -> None:
    classifiers = "\n".join(project["project"]["classifiers"])
    workflow = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text("utf-8"))
    classified = re.findall(r"Python :: (3\.\d+)$", classifiers, re.MULTILINE)
    assert classified[0] == project["project"]["requires-python"].removeprefix(">=")
    for job in ("gate", "versions"):
        assert workflow["jobs"][job]["strategy"]["matrix"]["python"] == classified


def test_a_release_is_built_by_the_command_that_tries_it() -> None:
    workflow = yaml.safe_load((GITHUB / "workflows" / "release.yml").read_text("utf-8"))
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert [step["run"] for step in build["steps"] if "PROJECT_URL" in step.get("env", {})] == ["make release OUT=dist"]
    # Only the job that does nothing else may speak for the project at the index.
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["needs"] == "build"


def test_links_of_the_readme_lead_to_the_release_on_a_package_index() -> None:
    text = absolute((ROOT / "README.md").read_text("utf-8"), "https://example.org/us", "1.2.3")
    links = re.findall(r"\]\(([^()\s]+)\)", text)
    assert len(links) > 10
    for link in links:
        there = re.fullmatch(r"https://example\.org/us/(blob|raw)/v1\.2\.3/([^#]+)(?:#.*)?", link)
        assert there is not None, link
        assert (ROOT / there[2]).exists(), link
        assert (there[1] == "raw") == there[2].endswith((".png", ".svg"))


@pytest.mark.parametrize("text", ["[a](https://b.org/c)", "[a](#b)", "[a](mailto:b@c.org)"])
def test_what_leads_elsewhere_stays(text: str) -> None:
    assert absolute(text, "https://example.org/us", "1") == text


def test_appeals_and_requirements_are_of_a_level_that_exists() -> None:
    for name in ("2-appeal.yml", "3-requirement.yml"):
        form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / name).read_text("utf-8"))
        asked = {field["id"]: field for field in form["body"] if "id" in field}
        assert asked["level"]["attributes"]["options"] == [level.value for level in Level]
