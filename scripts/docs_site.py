"""Build `site/docs/` of the files in docs/, and follow every link of the finished pages that stays within them.

Exits with 1 where a page cannot be made as it is, or a link leads nowhere.
"""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site" / "docs"
MADE_BY_THEME = ("search.html", "genindex.html")


class Page(HTMLParser):
    """The links of a page, and what can be linked to in it."""

    def __init__(self, path: Path) -> None:
        """Read the page."""
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Keep what leads somewhere and what can be led to."""
        for name, value in attrs:
            if value and name in ("id", "name"):
                self.anchors.add(value)
            elif value and name in ("href", "src"):
                self.links.append(value)


def dead_links(site: Path) -> list[str]:
    """Give the links that lead nowhere, each with its page."""
    pages = {path.resolve(): Page(path) for path in sorted(site.rglob("*.html")) if path.name not in MADE_BY_THEME}
    return [
        f"{path.relative_to(site.resolve())}: {link}"
        for path, page in pages.items()
        for link in page.links
        if not _leads(link, path, pages)
    ]


def _leads(link: str, path: Path, pages: dict[Path, Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if parts.fragment and target in pages:
        return unquote(parts.fragment) in pages[target].anchors
    return target.is_file()


def main() -> int:
    """Build, and follow the links."""
    docs = ROOT / "docs"
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--fresh-env"]
    done = subprocess.run([*command, "-c", str(docs / "site"), "-b", "html", str(docs), str(SITE)], check=False)
    if done.returncode:
        return 1
    dead = dead_links(SITE)
    for each in dead:
        print(f"a link leads nowhere: {each}", file=sys.stderr)
    print(f"site/docs/index.html written, {len(list(SITE.rglob('*.html')))} pages")
    return int(bool(dead))


if __name__ == "__main__":
    sys.exit(main())
