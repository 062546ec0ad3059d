"""Keys: where they may stand, and what each of them sees."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from openai_videos_mock import Fixtures, MockSettings, SettingsError, run_server, serve

ADA, BOB = {"Authorization": "Bearer ada"}, {"api-key": "bob"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer k"}, 200),
        ({"x-my-key": "k"}, 200),
        ({"X-MY-KEY": "k"}, 200),
        ({"Authorization": "Bearer wrong", "x-my-key": "k"}, 401),
        ({"x-my-key": "wrong"}, 401),
        ({"x-my-key": ""}, 401),
        ({"api-key": "k"}, 401),
        ({}, 401),
    ],
)
def test_a_key_may_stand_in_a_header_of_its_own(headers: dict[str, str], status: int) -> None:
    with serve(MockSettings(api_key="k", key_header="X-My-Key")) as url:
        assert httpx.get(f"{url}/videos", headers=headers).status_code == status


def test_a_key_may_stand_where_azure_has_it() -> None:
    with serve(MockSettings(api_key="bob")) as url:
        assert httpx.get(f"{url}/videos", headers=BOB).status_code == 200


@pytest.mark.parametrize("name", ["", "a b", "a:b", "\u00e4"])
def test_a_header_that_is_none(name: str) -> None:
    with pytest.raises(SettingsError, match="header"):
        MockSettings(key_header=name)


@pytest.mark.parametrize(
    "settings", [{}, {"variants": ("ids-uuid", "quota")}, {"script": [{"on": "create", "in_progress": 0}]}]
)
def test_each_key_sees_its_own(settings: dict[str, Any]) -> None:
    chosen = MockSettings(tenants=True, job_seconds=0, fixtures=Fixtures.DOCS, **settings)
    with run_server(chosen) as server, httpx.Client(base_url=server.url) as client:

        def ids(headers: dict[str, str]) -> list[str]:
            return [video["prompt"] for video in client.get("/videos", headers=headers).json()["data"]]

        videos = {}
        for name, headers in (("ada", ADA), ("bob", BOB), ("nobody", {})):
            videos[name] = client.post("/videos", json={"prompt": name}, headers=headers).json()["id"]
        docs = "A cat plays the piano"
        assert (ids(ADA), ids(BOB), ids({})) == (["ada", docs], ["bob", docs], ["nobody", docs])
        for path in ("", "/content", "/content?variant=thumbnail"):
            assert client.get(f"/videos/{videos['ada']}{path}", headers=ADA).status_code == 200
            assert client.get(f"/videos/{videos['ada']}{path}", headers=BOB).status_code == 404
        assert client.post(f"/videos/{videos['ada']}/remix", json={"prompt": "x"}, headers=BOB).status_code == 404
        assert client.get(f"/videos?after={videos['ada']}", headers=BOB).status_code == 400
        assert client.delete(f"/videos/{videos['ada']}", headers=BOB).status_code == 404
        assert client.delete(f"/videos/{videos['ada']}", headers=ADA).status_code == 200
        form: dict[str, Any] = {"data": {"name": "Ada"}, "files": {"video": ("v.mp4", b"x")}}
        character = client.post("/videos/characters", headers=ADA, **form).json()["id"]
        shown = [client.get(f"/videos/characters/{character}", headers=headers).status_code for headers in (ADA, BOB)]
        assert shown == [200, 404]
        assert [job["prompt"] for job in server.jobs if job["prompt"] != docs] == ["bob", "nobody"]
        server.reset()
        assert ids(BOB) == [docs]


def test_all_keys_see_all_unless_asked_otherwise() -> None:
    with serve() as url:
        video = httpx.post(f"{url}/videos", json={"prompt": "x"}, headers=ADA).json()["id"]
        assert httpx.get(f"{url}/videos/{video}", headers=BOB).status_code == 200
