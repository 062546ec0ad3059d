"""What users of a load run saw: looks, their order in time, and the history that they make together."""
