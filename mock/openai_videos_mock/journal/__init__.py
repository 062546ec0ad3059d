"""The journal: which requests came and what became of them, and assertions that explain a near miss."""

from openai_videos_mock.journal.curl import curl_of
from openai_videos_mock.journal.entry import Entry
from openai_videos_mock.journal.journal import Journal

__all__ = ["Entry", "Journal", "curl_of"]
