"""What GitHub runs and asks for fits the project; `make workflows` judges the files themselves."""

from __future__ import annotations

import re
from typing import Any

import yaml
from openai_videos_conformance import Level

from .conftest import ROOT

GITHUB = ROOT / ".github"


def test_every_classified_version_is_tried(project: dict[str, Any]) -> None:
    classifiers = "\n".join(project["project"]["classifiers"])
    workflow = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text("utf-8"))
    classified = re.findall(r"Python :: (3\.\d+)$", classifiers, re.MULTILINE)
    assert classified[0] == project["project"]["requires-python"].removeprefix(">=")
    for job in ("gate", "versions"):
        assert workflow["jobs"][job]["strategy"]["matrix"]["python"] == classified


def test_appeals_and_requirements_are_of_a_level_that_exists() -> None:
    for name in ("2-appeal.yml", "3-requirement.yml"):
        form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / name).read_text("utf-8"))
        asked = {field["id"]: field for field in form["body"] if "id" in field}
        assert asked["level"]["attributes"]["options"] == [level.value for level in Level]
