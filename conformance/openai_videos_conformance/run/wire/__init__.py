"""The one way to the server: every byte is bounded, paid for, noted and recorded here."""
