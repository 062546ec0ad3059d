"""What a run observed: recorded by the run, read by the checks, kept on disk."""
