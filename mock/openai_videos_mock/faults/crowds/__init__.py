"""Faults that show only where requests overlap."""
