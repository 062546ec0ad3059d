"""The suite's own plugin: options, the evidence, verdicts and the report."""

pytest_plugins = ["openai_videos_conformance.plugin"]
