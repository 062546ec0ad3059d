"""Faults of the protocol: HTTP itself, and what is refused or ought to be."""
