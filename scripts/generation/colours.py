"""The synchronous form of what is written by hand once, asynchronously."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What waits for the network is written once, asynchronously. A line that ends with `# sync: ...` becomes what stands
# behind it; these make the rest synchronous, in this order. It is a table of our own, as httpcore has one: unasync
# replaces names alone, and neither whole lines nor what docstrings say.
TO_SYNC = (
    (r"^( *).*  # sync: ?(.*)\n", r"\1\2\n"),
    (r"\bAsyncConversationCursorPage\b", "SyncConversationCursorPage"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAwaitable\[([\w.]+(\[\w+\])?)\]", r"\1"),
    (r"\b__a(enter|exit|iter|next)__\b", r"__\1__"),
    (r"\ba(close|iter_bytes|iter_lines|iter_raw|iter_text|read)\b", r"\1"),
    (r"\banyio\b", "time"),
    (r"\b([Aa])n asynchronous\b", r"\1 synchronous"),
    (r"\basynchronous\b", "synchronous"),
    (r"\bopenai_videos\._async\b", "openai_videos._sync"),
    (r"\bopenai_videos\._fetched\b", "openai_videos._downloads"),
)


def write_sync(asynchronous: Path, target: Path) -> None:
    """Write the synchronous form of what is written by hand once, asynchronously."""
    target.mkdir()
    for source in sorted(asynchronous.glob("*.py")):
        text = source.read_text(encoding="utf-8")
        for pattern, replacement in TO_SYNC:
            text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        (target / source.name).write_text(text, encoding="utf-8")
    (target / "__init__.py").write_text('"""What waits for the network, synchronously."""\n', encoding="utf-8")
