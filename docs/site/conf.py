"""The site of the documents, made of the same files that are read in the repository."""

project = "openai-videos"
author = "The openai-videos contributors"
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["reference", "site"]
html_theme = "furo"
html_show_sphinx = False
html_copy_source = False
myst_heading_anchors = 4
# Anchors that are written in HTML are not known to it; scripts/docs_site.py follows every link of the finished pages.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
