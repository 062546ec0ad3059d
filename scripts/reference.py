"""Builds `site/index.html`, the rendered reference of `openapi.yaml`: one file that needs no network to be read.

`reference.py` builds it (Node.js installs the pinned renderer once); `reference.py --look` also opens it in a headless
Chromium and fails unless every operation is on the page, without an error and without a request to anywhere else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from reading import BadInputError, Tree, read_yaml

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
BUNDLE = Path("node_modules", "redoc", "bundles", "redoc.standalone.js")
REMOTE_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"
NO_LOGO = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>body {{ margin: 0 }}</style>
</head>
<body>
<div id="reference"></div>
<script>{bundle}</script>
<script>Redoc.init({spec}, {options}, document.getElementById("reference"));</script>
</body>
</html>
"""
# System fonts and no search: the defaults would fetch a font and start a worker from a second file.
OPTIONS: Tree = {
    "disableSearch": True,
    "hideDownloadButtons": True,
    "nativeScrollbars": True,
    "theme": {"typography": {"fontFamily": "sans-serif", "headings": {"fontFamily": "sans-serif"}}},
}


class DocsError(Exception):
    """A reason why the reference cannot be built or is not right, as one line."""


def build(root: Path = ROOT) -> Path:
    """Write the page, and say where."""
    spec = read_yaml(root / "openapi.yaml")
    bundle = (installed() / BUNDLE).read_text(encoding="utf-8")
    if REMOTE_LOGO not in bundle:
        raise DocsError("redoc no longer has the logo that this script removes; look for what it fetches now")
    page = PAGE.format(
        title=spec["info"]["title"],
        bundle=_inline(bundle.replace(REMOTE_LOGO, NO_LOGO)),
        spec=_inline(json.dumps(spec, ensure_ascii=False)),
        options=json.dumps(OPTIONS),
    )
    site = root / "site" / "index.html"
    site.parent.mkdir(exist_ok=True)
    site.write_text(page, encoding="utf-8")
    return site


def _inline(code: str) -> str:
    """Keep a script from ending at a tag inside one of its texts."""
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def installed() -> Path:
    """Install what the lock file pins, unless it is there."""
    lock, done = REFERENCE / "package-lock.json", REFERENCE / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        npm = shutil.which("npm")
        if npm is None:
            raise DocsError("npm is not installed; the reference is rendered with a package from npm")
        if subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=REFERENCE, check=False).returncode:
            raise DocsError("npm ci failed in docs/reference")
    return REFERENCE


def look(site: Path, root: Path = ROOT) -> None:
    """Open the page in a real browser; fail, never skip, if there is none."""
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    node = shutil.which("node")
    if browser is None or node is None:
        raise DocsError("looking at the reference needs Chromium and Node.js; set CHROMIUM if it has another name")
    spec = read_yaml(root / "openapi.yaml")
    headings = [
        operation["summary"]
        for item in spec["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]
    command = [node, str(installed() / "look.mjs"), browser, str(site.resolve()), json.dumps(headings)]
    if subprocess.run(command, check=False, timeout=180).returncode:
        raise DocsError("the rendered reference is not right")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look", action="store_true", help="open the page in a headless Chromium and check it")
    options = parser.parse_args(arguments)
    try:
        site = build()
        print(f"{site.relative_to(ROOT)} written, {site.stat().st_size // 1024} KiB")
        if options.look:
            look(site)
    except (DocsError, BadInputError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
