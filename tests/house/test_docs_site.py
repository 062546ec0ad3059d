"""Links of the finished site that lead nowhere are found; `make site` builds it, in the gate."""

from __future__ import annotations

from pathlib import Path

from docs_site import dead_links


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="b.html#here">1</a><a href="b.html#there">2</a><a href="c.html">3</a><a href="#top">4</a>'
        '<a href="https://example.org/c.html">5</a><img src="no.png"><p id="top">'
    )
    (tmp_path / "b.html").write_text('<a id="here" href="a.html">back</a>')
    assert dead_links(tmp_path) == ["a.html: b.html#there", "a.html: c.html", "a.html: no.png"]
