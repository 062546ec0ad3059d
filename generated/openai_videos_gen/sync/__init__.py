"""The synchronous twin of `openai_videos._async`, generated from it; never edited by hand."""
