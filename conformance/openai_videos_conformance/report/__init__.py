"""The report of a run, in every form: each a function of one result."""
