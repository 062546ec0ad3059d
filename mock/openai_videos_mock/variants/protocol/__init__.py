"""Variants of the protocol: HTTP itself, access, and what is taken or refused."""
