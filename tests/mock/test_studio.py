"""The files of a server in the hands of several clients at once."""

import threading

from openai_videos_mock.state.media import ContentVariant
from openai_videos_mock.state.parts import Part
from openai_videos_mock.state.studio import Studio

SIZE = "720x1280"


def part(name: str, seconds: int = 4) -> Part:
    return Part(id=name, prompt="waves", model="sora-2", seconds=seconds)


def test_a_file_that_is_being_sent_outlives_its_video() -> None:
    studio = Studio()
    try:
        path = studio.render(ContentVariant.THUMBNAIL, SIZE, [part("video_sent")])
        studio.forget("video_sent")
        assert path.read_bytes().startswith(b"RIFF")
    finally:
        studio.close()
    assert not path.exists()


def test_what_is_being_made_holds_nobody_up() -> None:
    studio = Studio()
    try:
        slow = threading.Thread(
            target=studio.render, args=(ContentVariant.VIDEO, "1792x1024", [part("video_slow", 12)])
        )
        slow.start()
        studio.render(ContentVariant.THUMBNAIL, SIZE, [part("video_other")])
        studio.forget("video_other")
        assert slow.is_alive()
        slow.join()
    finally:
        studio.close()
