"""The rendered reference in a real browser: right as it is built, red when it is not. `make browser` runs this."""

# It is no part of `make test`, which needs nothing but Python, so it is not in tests/.
# ruff: noqa: D103, S101

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import reference


@pytest.fixture(scope="module")
def site() -> Path:
    """Build the page once."""
    return reference.build()


def test_every_operation_is_on_the_page(site: Path) -> None:
    reference.look(site)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"summary": "Remix video"', '"summary": "Something else"', 'no heading "Remix video"'),
        ("</body>", "<script>throw new Error('broken')</script></body>", "broken"),
        ("</body>", "<img src='http://127.0.0.1:9/logo.svg'></body>", "request to http://127.0.0.1:9/logo.svg"),
        ("</body>", "<script>console.error('oops')</script></body>", "console: oops"),
        ("Redoc.init", "void", "no heading"),
    ],
)
def test_a_wrong_page_is_seen(
    site: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    text = site.read_text(encoding="utf-8")
    before, found, after = text.rpartition(old)
    assert found, f"nothing to break: {old}"
    broken = tmp_path / "index.html"
    broken.write_text(before + new + after, encoding="utf-8")
    with pytest.raises(reference.DocsError):
        reference.look(broken)
    assert said in capfd.readouterr().out


def test_a_missing_browser_is_a_failure(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "BROWSERS", ("no-such-browser",))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(reference.DocsError, match="needs Chromium"):
        reference.look(site)
