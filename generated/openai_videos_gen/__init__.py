# Generated from openapi.yaml by `make generate`; never edited by hand.
"""The contract as Python: people use the package `openai_videos`."""
