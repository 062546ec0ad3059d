"""The tests that the official SDK has for its videos, run with the client of this project."""
