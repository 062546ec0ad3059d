"""The suite judges a server that nobody here wrote, aimock: it fails at what it is known to fail, and at nothing else.

`make servers` judges all of them. What the suite says of each was looked at with curl: docs/servers/.
"""

from __future__ import annotations

import pytest
from real_servers.judging import Judgement, judge
from real_servers.server import running, servers
from real_servers.through import through_client

AIMOCK = servers()["aimock"]


@pytest.fixture(scope="module")
def judged() -> tuple[Judgement, dict[str, str]]:
    with running(AIMOCK) as server:
        return judge(AIMOCK, server), dict(through_client(AIMOCK, server))


def test_it_fails_at_what_it_is_known_to_fail(judged: tuple[Judgement, dict[str, str]]) -> None:
    judgement, _ = judged
    assert judgement.clean, judgement.output[-3000:]
    assert judgement.results("error") == []
    # The four keys that it sends are fine.
    passed = {result["id"] for result in judgement.results("pass")}
    assert passed >= {"video.id", "video.status", "video.created-at", "create.json"}


def test_our_client_gets_through_where_it_can(judged: tuple[Judgement, dict[str, str]]) -> None:
    _, rows = judged
    assert (rows["`videos.create`"], rows["`videos.poll`"]) == ("completed", "completed")
    assert rows["`videos.download_content`"].startswith("NotFoundError")
