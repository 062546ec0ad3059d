"""What the packages say of themselves that a checkout cannot know: where the project lies.

A release sets `PROJECT_URL`, such as https://github.com/OWNER/NAME. Then the metadata has addresses, and the links of
the README lead there, so that they work on a package index too. Without it, both are as they are in the checkout.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hatchling.metadata.plugin.interface import MetadataHookInterface

VARIABLE = "PROJECT_URL"
LINK = re.compile(r"(?P<image>!?)(?P<text>\[(?:[^][]|\[[^][]*\])*\])\((?![a-z]+:|#)(?P<path>[^()\s]+)\)")


def absolute(text: str, url: str, version: str) -> str:
    """Let the links of a Markdown text that lead into the checkout lead to the release of a version."""

    def there(link: re.Match[str]) -> str:
        kind = "raw" if link["image"] else "blob"
        return f"{link['image']}{link['text']}({url}/{kind}/v{version}/{link['path']})"

    return LINK.sub(there, text)


def addresses(url: str, version: str) -> dict[str, str]:
    """Give the addresses of a release."""
    files = f"{url}/blob/v{version}"
    return {
        "Source": url,
        "Documentation": f"{files}/docs/index.md",
        "Changelog": f"{files}/CHANGELOG.md",
        "Scoreboard": f"{files}/docs/servers/README.md",
        "Issues": f"{url}/issues",
    }


class ProjectMetadata(MetadataHookInterface):
    """Fills in the readme and the addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Do so.

        Raises:
            ValueError: The address of the project is none.
        """
        text = Path(self.root, "README.md").read_text("utf-8")
        url = os.environ.get(VARIABLE, "").rstrip("/")
        if url:
            if urlsplit(url).scheme != "https" or not urlsplit(url).netloc:
                raise ValueError(f"{VARIABLE} is {url}; it has to be an address with https://")
            text = absolute(text, url, metadata["version"])
            metadata["urls"] = addresses(url, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
