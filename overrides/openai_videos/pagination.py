"""Pages of lists, by the module that code for the official client imports them from."""

from openai_videos._async.pages import AsyncConversationCursorPage
from openai_videos._sync.pages import SyncConversationCursorPage

__all__ = ["AsyncConversationCursorPage", "SyncConversationCursorPage"]
