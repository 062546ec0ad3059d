"""Variants of jobs: how they live, what they are called, and how many may run."""
