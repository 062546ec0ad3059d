"""Variants of what is had from jobs: files, the list, the form of JSON, and what is not offered at all."""
