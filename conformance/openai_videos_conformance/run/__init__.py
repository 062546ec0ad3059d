"""The run: which requests are sent, in which order, and within which limits. It judges nothing."""
