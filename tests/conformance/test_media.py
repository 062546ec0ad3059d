"""What a server sends as a video opens nothing but itself."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from openai_videos_conformance.evidence.movie import MediaError, movie
from openai_videos_conformance.scenario.samples import SAMPLE_SECONDS, SAMPLE_SIZE, sample_video

PLAYLISTS = {
    "ffconcat": "ffconcat version 1.0\nfile local.mp4\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nlocal.mp4\n#EXT-X-ENDLIST\n",
    "sdp": (
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    ),
    "dash": (
        '<?xml version="1.0"?>'
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period>'
        "<AdaptationSet><Representation id='1' mimeType='video/mp4' bandwidth='1'><BaseURL>local.mp4</BaseURL>"
        "</Representation></AdaptationSet></Period></MPD>"
    ),
}


def test_a_video_is_decoded() -> None:
    found = movie(sample_video())
    assert (f"{found.width}x{found.height}", f"{found.seconds:g}") == (SAMPLE_SIZE, SAMPLE_SECONDS)


@pytest.mark.parametrize("text", PLAYLISTS.values(), ids=PLAYLISTS)
def test_a_playlist_is_no_video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Each names a file beside it, which would decode."""
    (tmp_path / "local.mp4").write_bytes(sample_video())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MediaError, match="cannot be decoded"):
        movie(text.encode())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_that_was_split_off_decodes_for_itself() -> None:
    movie(sample_video())
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(movie, sample_video() + b"\0\0\0\x08free").result(timeout=60) == movie(sample_video())
