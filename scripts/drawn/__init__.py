"""Contracts drawn at random, and the proof that a client made of one does what it says."""
