"""Clients that the generators of other languages make of the contract, each used with every operation."""
