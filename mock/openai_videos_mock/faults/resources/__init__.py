"""Faults of what is had from jobs: files, the list, what a delete leaves, and characters."""
