"""Faults of jobs: what starts one, what becomes of it, and what is derived from it."""
